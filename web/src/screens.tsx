/** Which screen stands at which path before signing in; what comes after is fetched when it is needed. */
import type { ComponentType, JSX } from "preact";
import { place } from "./routing";
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
import { SsoStart } from "./signin/sso-start";
import { Verification } from "./signin/verification";
import { state } from "./state";
import { Gate } from "./ui/gate";
import { later } from "./ui/later";
import { keepWanted } from "./wanted";

/** A map, so that no path meets what every object inherits. */
const OPEN = new Map<string, () => JSX.Element>(
  Object.entries({
    "": SignIn,
    enrolment: Enrolment,
    verification: Verification,
    recovery: Recovery,
    "lost-phone": LostPhone,
    "recovery-code": RecoveryCode,
    "forgotten-password": ForgottenPassword,
    "sso/start": SsoStart,
    invitation: () => <NewPassword kind="invitation" />,
    "password-reset": () => <NewPassword kind="password-reset" />,
  }),
);

const SignedIn: ComponentType = later(async () => (await import("./signed-in")).SignedIn);

export function Screen() {
  const { page } = place();
  if (page === "account" || /^settings(\/|$)/.test(page)) return <Private />;
  const isStart = !page || page === "signed-out";
  const Open = isStart && state.session ? Start : OPEN.get(page);
  return <Gate key={page}>{Open ? <Open /> : <Ending kind={isEnding(page) ? page : "unknown"} />}</Gate>;
}

/** The sign-in page of somebody who is signed in. */
function Start() {
  const { tenant, query } = place();
  if (state.session!.user.tenant !== tenant) return <Elsewhere />;
  return <Gone problem={query.get("problem")} />;
}

function Private() {
  const { session } = state;
  if (session?.user.tenant === place().tenant) return <SignedIn />;
  return <Gate>{session ? <Elsewhere /> : <SignInFirst />}</Gate>;
}

/** To the sign-in page, and back here afterwards. */
function SignInFirst() {
  keepWanted();
  return <Gone />;
}
