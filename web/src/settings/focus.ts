/** Keeps the focus on the page when what had it is gone: a deleted row, a form that was drawn anew. */
import { useEffect } from "preact/hooks";

export function useKeptFocus(shown: unknown): void {
  useEffect(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus();
  }, [shown]);
}
