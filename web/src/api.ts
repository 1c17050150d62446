/** Calls the API for this front end: steps up, goes on, and leads away where a page cannot go on. */
import { createClient, type Client, type Loose } from "./api/client";
import { Problem, type Code } from "./api/problem";
import { dropChallenge } from "./challenge";
import { go, place, to } from "./routing";
import { set } from "./state";
import { askStepUp } from "./step-up";
import type { Key } from "./texts";
import { keepWanted } from "./wanted";

/** Thrown where the failure has been dealt with and the caller has only to stop. */
export class Handled extends Error {}

export const bare: Client = createClient();

const PAGES: Partial<Record<Code, string>> = {
  challenge_expired: "expired",
  enrolment_expired: "enrolment-expired",
  authenticator_disabled: "authenticator-disabled",
};

async function send(verb: "get", path: "/v1/session", input?: Loose): Promise<unknown> {
  try {
    return await bare(verb, path, input as {});
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code === "step_up_required") {
      if (!(await askStepUp())) throw new Handled();
      return send(verb, path, input);
    }
    if (problem.code === "not_signed_in") await leave();
    const page = PAGES[problem.code];
    if (!page) throw problem;
    if (page === "expired") dropChallenge();
    go(to(page), { replace: true });
    throw new Handled();
  }
}

/** What every screen calls. Its types are the client's; `send` only passes them on. */
export const call = send as Client;

/** Back to sign-in, saying why: the session has ended, or the policy now asks for more than it has. */
export async function leave(asksForMore: Key = "notice.policy_changed"): Promise<never> {
  const ended = await bare("get", "/v1/session").then(
    () => bare("delete", "/v1/session").then(() => false),
    () => true,
  );
  dropChallenge();
  set({
    session: undefined,
    notice: ended ? "notice.session_ended" : asksForMore,
  });
  keepWanted();
  if (place().page) go(to(""), { replace: true });
  throw new Handled();
}
