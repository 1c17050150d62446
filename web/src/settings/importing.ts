/** Sends a file of users: a check that changes nothing, then runs of the same text until nobody remains. */
import { call, Handled } from "../api";
import type { Answer } from "../api/client";
import { Problem } from "../api/problem";
import { t } from "../texts";
import { sentence } from "../ui/failure";

export type Outcome = Answer<"/v1/users/import", "post">;
export type Fault = Outcome["errors"][number];

interface Counts {
  /** How many users of the file are imported, of how many. */
  done: number;
  of: number;
}

export type Stage =
  | { is: "choosing" }
  | ({ is: "checked" } & Outcome)
  | ({ is: "running" } & Counts)
  | ({ is: "interrupted"; why: string } & Counts)
  | ({ is: "refused"; errors: Fault[] } & Counts)
  | ({ is: "done" } & Counts);

export async function check(csv: string): Promise<Stage> {
  return { is: "checked", ...(await run(csv, true)) };
}

/** Each run creates some of the users and says how many remain; the next one goes on from there. */
export async function* importAll(csv: string, counts: Counts): AsyncGenerator<Stage> {
  let { done, of } = counts;
  try {
    while (done < of) {
      yield { is: "running", done, of };
      const { remaining } = await run(csv, false);
      if (of - remaining <= done) return yield { is: "interrupted", done, of, why: t("import.paused") };
      done = of - remaining;
    }
    yield { is: "done", done, of };
  } catch (thrown) {
    yield stopped(thrown, { done, of });
  }
}

function stopped(thrown: unknown, counts: Counts): Stage {
  if (thrown instanceof Handled) return { is: "interrupted", why: t("load.stopped"), ...counts };
  if (!(thrown instanceof Problem)) throw thrown;
  if (!thrown.errors.length) return { is: "interrupted", why: sentence(thrown), ...counts };
  return { is: "refused", errors: thrown.errors.map(asFault), ...counts };
}

/** `/3/email`: the line, and the column where it is one column's fault. */
function asFault({ pointer, code }: Problem["errors"][number]): Fault {
  const [, line, column = null] = pointer.split("/");
  return { line: Number(line), column, code };
}

function run(body: string, dry_run: boolean): Promise<Outcome> {
  return call("post", "/v1/users/import", { query: { dry_run }, body });
}
