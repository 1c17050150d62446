/** What the whole front end knows at a moment; memory only, gone with the page. */
import { useEffect, useReducer } from "preact/hooks";
import type { Answer, Session } from "./api/client";
import { onMove } from "./routing";
import type { Key } from "./texts";

interface State {
  tenant?: Answer<"/v1/tenants/{tenant}", "get">;
  session?: Session | undefined;
  /** A sentence for the next page: why the reader was sent there, or what has just been done. */
  notice?: Key | undefined;
  /** The recovery code while its page is open; shown once. */
  recoveryCode?: string | undefined;
  /** Where the reader wanted to go before signing in. */
  wanted?: string | undefined;
}

export const state: State = {};

const listeners = new Set<() => void>();

export function set(change: State): void {
  Object.assign(state, change);
  listeners.forEach((listener) => listener());
}

/** Draws the component again when the state or the place changes. */
export function useApp(): State {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const draw = () => redraw(undefined as never);
    listeners.add(draw);
    const stop = onMove(draw);
    return () => {
      listeners.delete(draw);
      stop();
    };
  }, []);
  return state;
}
