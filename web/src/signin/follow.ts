/** Where every answer to a sign-in step leads: one switch on `next`. */
import type { SignIn } from "../api/client";
import { challenge, dropChallenge, keepChallenge } from "../challenge";
import { go, to } from "../routing";
import { set } from "../state";
import { takeWanted } from "../wanted";

/** `email` is whose step it is; left out where it goes on with the pending one. */
export function follow(answer: SignIn, email = challenge()?.email): void {
  switch (answer.next) {
    case "verify":
      keepChallenge({ ...answer, email });
      return go(to("verification"));
    case "enrol":
      keepChallenge({ ...answer, email });
      return go(to("enrolment"));
    case "none":
      dropChallenge();
      set({ session: answer.session, notice: undefined });
      return answer.recovery_code ? showRecoveryCode(answer.recovery_code) : arrive();
  }
}

export function showRecoveryCode(code: string): void {
  set({ recoveryCode: code });
  go(to("recovery-code"), { replace: true });
}

/** To the page the reader wanted, or to the reader's own account. */
export function arrive(): void {
  set({ recoveryCode: undefined });
  go(takeWanted() ?? to("account"), { replace: true });
}
