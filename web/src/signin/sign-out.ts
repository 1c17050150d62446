/** Ends the session; only an answer of the service counts as signed out. */
import { call } from "../api";
import { dropChallenge } from "../challenge";
import { go, to } from "../routing";
import { set } from "../state";
import { dropWanted } from "../wanted";

export async function signOut(next = to("signed-out")): Promise<void> {
  try {
    await call("delete", "/v1/session");
  } catch {
    return set({ notice: "notice.still_signed_in" });
  }
  dropChallenge();
  dropWanted();
  set({ session: undefined, notice: undefined, email: undefined });
  go(next);
}
