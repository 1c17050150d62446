/** The pending second step and whose it is: in memory and, so that a reload keeps it, in this tab's session storage. */
import type { SignIn } from "./api/client";
import { place } from "./routing";
import { recall, remember } from "./storage";

/** `email` is the address that was typed; unknown where the step was begun without one. */
export type Pending = Exclude<SignIn, { next: "none" }> & { email?: string | undefined };
type Kept = Pending & { tenant: string };

const KEY = "postern.challenge";
let pending: Kept | undefined = read();

export function keepChallenge(answer: Pending): void {
  pending = { ...answer, tenant: place().tenant };
  remember(KEY, JSON.stringify(pending));
}

/** The challenge of the tenant at hand; whether it has run out is for the service's clock to say. */
export function challenge(): Pending | undefined {
  return pending?.tenant === place().tenant ? pending : undefined;
}

export function dropChallenge(): void {
  pending = undefined;
  remember(KEY);
}

function read(): Kept | undefined {
  try {
    return JSON.parse(recall(KEY) ?? "") as Kept;
  } catch {
    return undefined;
  }
}
