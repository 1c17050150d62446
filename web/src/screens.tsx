/** Which screen stands at which path, and who may see it. */
import type { JSX } from "preact";
import { Account } from "./account/account";
import { place } from "./routing";
import { Activity } from "./settings/activity";
import { Import } from "./settings/import";
import { PolicyPage } from "./settings/policy";
import { Settings } from "./settings/settings";
import { TenantPage } from "./settings/tenant";
import { UserPage } from "./settings/user";
import { Users } from "./settings/users";
import { Elsewhere } from "./signin/elsewhere";
import { Ending, isEnding } from "./signin/ending";
import { Enrolment } from "./signin/enrolment";
import { ForgottenPassword } from "./signin/forgotten-password";
import { Gone } from "./signin/gone";
import { LostPhone } from "./signin/lost-phone";
import { NewPassword } from "./signin/new-password";
import { Recovery } from "./signin/recovery";
import { RecoveryCode } from "./signin/recovery-code";
import { SignIn } from "./signin/sign-in";
import { Verification } from "./signin/verification";
import { state } from "./state";
import { Gate } from "./ui/gate";
import { Shell } from "./ui/shell";

type Screens = Map<string, () => JSX.Element>;

const OPEN: Screens = pages({
  enrolment: Enrolment,
  verification: Verification,
  recovery: Recovery,
  "lost-phone": LostPhone,
  "recovery-code": RecoveryCode,
  "forgotten-password": ForgottenPassword,
  invitation: () => <NewPassword kind="invitation" />,
  "password-reset": () => <NewPassword kind="password-reset" />,
});

const ADMIN: Screens = pages({
  "": PolicyPage,
  policy: PolicyPage,
  users: Users,
  "users/new": () => <UserPage />,
  "users/import": Import,
  activity: Activity,
  tenant: TenantPage,
});

export function Screen() {
  const { page } = place();
  const isSettings = /^settings(\/|$)/.test(page);
  if (page === "account" || isSettings) return <Private page={page} isSettings={isSettings} />;
  const isStart = !page || page === "signed-out";
  const Open = isStart && state.session ? SignedIn : page ? OPEN.get(page) : SignIn;
  return <Gate key={page}>{Open ? <Open /> : <Ending kind={isEnding(page) ? page : "unknown"} />}</Gate>;
}

/** The sign-in page of somebody who is signed in. */
function SignedIn() {
  return state.session!.user.tenant === place().tenant ? <Gone /> : <Elsewhere />;
}

/** To the sign-in page, and back here afterwards. */
function SignInFirst() {
  state.wanted ??= location.pathname + location.search;
  return <Gone />;
}

function Private({ page, isSettings }: { page: string; isSettings: boolean }) {
  const { session } = state;
  if (session?.user.tenant !== place().tenant) return <Gate>{session ? <Elsewhere /> : <SignInFirst />}</Gate>;
  if (!isSettings)
    return (
      <Shell>
        <Account />
      </Shell>
    );
  return (
    <Shell>
      {session.user.role === "admin" ? (
        <Settings>
          <AdminPage key={page} page={page.slice("settings/".length)} />
        </Settings>
      ) : (
        <Ending kind="forbidden" />
      )}
    </Shell>
  );
}

function AdminPage({ page }: { page: string }) {
  const Known = ADMIN.get(page);
  if (Known) return <Known />;
  const id = /^users\/([\w-]+)$/.exec(page)?.[1];
  return id ? <UserPage id={id} /> : <Ending kind="unknown" />;
}

/** A map, so that no path meets what every object inherits. */
function pages(screens: Record<string, () => JSX.Element>): Screens {
  return new Map(Object.entries(screens));
}
