/** Which proof a fresh look at the reader would ask for; a code means that an authenticator is set up. */
import type { Session } from "./api/client";
import { state } from "./state";

export type Proof = NonNullable<Session["step_up"]>;

/** The session says so; where it does not, the methods it was opened with are the best guess. */
export function likelyProof(): Proof {
  const { session } = state;
  return session?.step_up ?? (session?.amr.includes("otp") ? "code" : "password");
}
