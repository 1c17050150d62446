/** Leaves for the identity provider; it sends the browser back to where the reader wanted to go, or to `?problem=`. */
import { call } from "../api";
import { to } from "../routing";
import { state } from "../state";
import { takeWanted } from "../wanted";

export async function startSso(email?: string): Promise<void> {
  const departure = await call("post", "/v1/sso/{tenant}/start", {
    params: { tenant: state.tenant!.slug },
    body: {
      transport: "cookie",
      return_to: takeWanted() ?? to("account"),
      ...(email && { login_hint: email }),
    },
  });
  location.assign(departure.location);
}

/** Whether an address is of a domain whose people the tenant's provider knows. */
export function isOfProvider(email = ""): boolean {
  const { sso = false, sso_domains = [] } = state.tenant ?? {};
  return sso && sso_domains.includes(email.trim().toLowerCase().split("@")[1] ?? "");
}
