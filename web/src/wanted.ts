/** Where the reader wanted to go before signing in; kept in this tab, so that a reload on the way does not lose it. */
import { place } from "./routing";
import { recall, remember } from "./storage";

const KEY = "postern.wanted";

export function keepWanted(): void {
  remember(KEY, location.pathname + location.search);
}

export function dropWanted(): void {
  remember(KEY);
}

/** Once, and only a page of the tenant at hand. */
export function takeWanted(): string | undefined {
  const wanted = recall(KEY) ?? "";
  dropWanted();
  return wanted.startsWith(`/${encodeURIComponent(place().tenant)}/`) ? wanted : undefined;
}
