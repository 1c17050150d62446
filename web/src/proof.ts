/** Which proof a fresh look at the reader would ask for; a code means that an authenticator is set up. */
import type { Session } from "./api/client";
import { state } from "./state";

export type Proof = "code" | "password" | "sso";

/** The session says so; where it does not, the methods it was opened with are the best guess. */
export function likelyProof(): Proof {
  return saidProof() ?? (state.session?.amr.includes("otp") ? "code" : "password");
}

export function saidProof(): Proof | undefined {
  return (state.session as (Session & { step_up?: Proof }) | undefined)?.step_up;
}
