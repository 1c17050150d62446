/** Whether a user's authenticator is set up, whatever the policy asks; or what is out of the ordinary. */
import type { User } from "../api/client";
import { t } from "../texts";

const WARNING = ["required_not_enrolled", "reset", "disabled"];

export function MfaState({ user }: { user: User }) {
  const state = told(user);
  const tone = state === "enrolled" ? "good" : WARNING.includes(state) ? "warn" : "";
  return <span class={`tag ${tone}`}>{t(`mfa.${state}`)}</span>;
}

function told({ mfa }: User) {
  if (mfa.state === "off" || mfa.state === "on") return mfa.enrolled ? "enrolled" : "not_enrolled";
  return mfa.state;
}
