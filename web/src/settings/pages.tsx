/** Which page of account settings stands at which path. */
import type { JSX } from "preact";
import { place } from "../routing";
import { Ending } from "../signin/ending";
import { Activity } from "./activity";
import { Import } from "./import";
import { PolicyPage } from "./policy";
import { Settings } from "./settings";
import { SsoPage } from "./sso/sso-page";
import { TenantPage } from "./tenant";
import { UserPage } from "./user";
import { Users } from "./users";

/** A map, so that no path meets what every object inherits. */
const PAGES = new Map<string, () => JSX.Element>(
  Object.entries({
    "": PolicyPage,
    policy: PolicyPage,
    users: Users,
    "users/new": () => <UserPage />,
    "users/import": Import,
    sso: SsoPage,
    activity: Activity,
    tenant: TenantPage,
  }),
);

export function SettingsPages() {
  const page = place().page.slice("settings/".length);
  return (
    <Settings>
      <SettingsPage key={page} page={page} />
    </Settings>
  );
}

function SettingsPage({ page }: { page: string }) {
  const Known = PAGES.get(page);
  if (Known) return <Known />;
  const id = /^users\/([\w-]+)$/.exec(page)?.[1];
  return id ? <UserPage id={id} /> : <Ending kind="unknown" />;
}
