/** What the whole front end knows at a moment; memory only, gone with the page. Who reads it is drawn again when it changes. */
import { signal } from "@preact/signals";
import type { Answer, Session } from "./api/client";
import type { Key } from "./texts/table";

interface State {
  tenant?: Answer<"/v1/tenants/{tenant}", "get"> | undefined;
  session?: Session | undefined;
  /** A sentence for the next page: why the reader was sent there, or what has just been done. */
  notice?: Key | undefined;
  /** The address that was typed on a page before, so that nobody types it twice. */
  email?: string | undefined;
  /** The recovery code while its page is open; shown once. */
  recoveryCode?: string | undefined;
}

const known = signal<State>({});

export const state = {
  get tenant() {
    return known.value.tenant;
  },
  get session() {
    return known.value.session;
  },
  get notice() {
    return known.value.notice;
  },
  get email() {
    return known.value.email;
  },
  get recoveryCode() {
    return known.value.recoveryCode;
  },
};

export function set(change: State): void {
  known.value = { ...known.peek(), ...change };
}
