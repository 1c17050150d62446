/** The pending second step: in memory and, so that a reload keeps it, in this tab's session storage. */
import type { SignIn } from "./api/client";
import { place } from "./routing";

export type Pending = Exclude<SignIn, { next: "none" }>;
type Kept = Pending & { tenant: string };

const KEY = "postern.challenge";
let pending: Kept | undefined = read();

export function keepChallenge(answer: Pending): void {
  pending = { ...answer, tenant: place().tenant };
  write(JSON.stringify(pending));
}

/** The challenge of the tenant at hand; whether it has run out is for the service's clock to say. */
export function challenge(): Pending | undefined {
  return pending?.tenant === place().tenant ? pending : undefined;
}

export function dropChallenge(): void {
  pending = undefined;
  write();
}

function read(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "") as Kept;
  } catch {
    return undefined;
  }
}

/** Storage may be full or forbidden; then a reload asks for the password again. */
function write(value?: string): void {
  try {
    if (value) sessionStorage.setItem(KEY, value);
    else sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
}
