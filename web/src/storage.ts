/** What this browser remembers for us, where it may; storage can be full or forbidden. */
type Store = "sessionStorage" | "localStorage";

export function recall(key: string, store: Store = "sessionStorage"): string | null {
  try {
    return window[store].getItem(key);
  } catch {
    return null;
  }
}

/** Forgets the key where no value is given. */
export function remember(key: string, value?: string, store: Store = "sessionStorage"): void {
  try {
    if (value === undefined) window[store].removeItem(key);
    else window[store].setItem(key, value);
  } catch {
    return;
  }
}
