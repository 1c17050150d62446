/** Where the reader is: the path, whose first segment is the tenant's slug, and the query. */
import { signal } from "@preact/signals";

const address = signal(location.href);

export interface Place {
  tenant: string;
  /** What follows the tenant, without slashes at either end: `settings/users`. */
  page: string;
  query: URLSearchParams;
}

export function place(): Place {
  const { pathname, searchParams } = new URL(address.value);
  const [tenant = "", ...rest] = pathname.split("/").filter(Boolean).map(decode);
  return { tenant, page: rest.join("/"), query: searchParams };
}

/** What the URL asks of a list; whatever else stands in it is not the API's business. */
export function asked(...names: string[]): Record<string, string> {
  return Object.fromEntries([...place().query].filter(([name]) => names.includes(name)));
}

/** The address of a page of the tenant at hand. */
export function to(page: string, query?: URLSearchParams): string {
  const path = `/${encodeURIComponent(place().tenant)}${page && `/${page}`}`;
  return query?.size ? `${path}?${query}` : path;
}

export function go(to: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  if (!replace) scrollTo(0, 0);
  tell();
}

/** The token that a mailed link carries in its fragment, taken out of the address bar. */
export function takeFragment(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Asked instead of moving, while a page has work under way. */
let guard: ((address: string) => void) | undefined;

/** Until the answer is called, links and the browser's Back lead to a question first. */
export function guardPage(ask: (address: string) => void): () => void {
  const here = location.href;
  guard = (address) => {
    if (location.href !== here) history.pushState(null, "", here);
    ask(address);
  };
  return () => (guard = undefined);
}

/** Follows links of our own without loading the page again. */
export function followLinks(): void {
  addEventListener("popstate", () => (guard ? guard(location.href) : tell()));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash || /^\/(v1|_local)\//.test(link.pathname)) return;
    event.preventDefault();
    (guard ?? go)(link.pathname + link.search);
  });
}

function tell(): void {
  address.value = location.href;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
