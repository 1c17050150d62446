/** Leaves for the identity provider; it sends the browser back to where the reader wanted to go, or to `?problem=`. */
import { call } from "../api";
import { to } from "../routing";
import { state } from "../state";
import { takeWanted } from "../wanted";

/** The routes of the contract's page on single sign-on, until the generated types know them. */
type Depart = (
  verb: "post",
  path: "/v1/sso/{tenant}/start" | "/v1/session/step-up",
  input: { params?: { tenant: string }; body: Record<string, string> },
) => Promise<{ location: string }>;
const depart = call as unknown as Depart;

export async function startSso(email?: string): Promise<void> {
  const body = {
    transport: "cookie",
    return_to: takeWanted() ?? to("account"),
    ...(email && { login_hint: email }),
  };
  const { location: provider } = await depart("post", "/v1/sso/{tenant}/start", {
    params: { tenant: state.tenant!.slug },
    body,
  });
  location.assign(provider);
}

/** Comes back to the page at hand. */
export async function stepUpBySso(): Promise<void> {
  const body = { return_to: location.pathname + location.search };
  const { location: provider } = await depart("post", "/v1/session/step-up", { body });
  location.assign(provider);
}

/** Whether an address is of a domain whose people the tenant's provider knows. */
export function isOfProvider(email = ""): boolean {
  const { sso = false, sso_domains = [] } = state.tenant ?? {};
  return sso && sso_domains.includes(email.trim().toLowerCase().split("@")[1] ?? "");
}
