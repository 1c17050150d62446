/** Counts the users of some domains, and moves them run by run. */
import { call } from "../../api";
import type { Body } from "../../api/client";
import { state } from "../../state";

export type Wanted = Body<"/v1/sso/move", "post">;

const PAGES = 10;

/** How many would be moved: those of exactly these domains, but for the reader; counted in as many pages as are quick. */
export async function counted({ domains, to }: Wanted): Promise<{ n: number; isMore: boolean }> {
  let n = 0;
  let isMore = false;
  for (const domain of domains) {
    let cursor: string | null | undefined;
    for (let page = 0; page < PAGES && cursor !== null; page++) {
      const sign_in = to === "sso" ? "password" : "sso";
      const query = { query: `@${domain}`, sign_in, limit: 100, ...(cursor && { cursor }) } as const;
      const part = await call("get", "/v1/users", { query });
      n += part.items.filter(({ id, email }) => email.endsWith(`@${domain}`) && id !== state.session?.user.id).length;
      cursor = part.next_cursor;
    }
    isMore ||= !!cursor;
  }
  return { n, isMore };
}

export async function moveAll(wanted: Wanted, tell: (moved: number, n: number) => void) {
  let moved = 0;
  for (;;) {
    const step = await call("post", "/v1/sso/move", { body: wanted });
    moved += step.moved;
    if (!step.remaining || !step.moved) return { moved, remaining: step.remaining };
    tell(moved, moved + step.remaining);
  }
}
