/** The pages of somebody who is signed in: their own account for everybody, account settings for admins. */
import { Account } from "./account/account";
import { place } from "./routing";
import { Ending } from "./signin/ending";
import { state } from "./state";
import { later } from "./ui/later";
import { Shell } from "./ui/shell";
import { StepUp } from "./ui/step-up";

const SettingsPages = later(async () => (await import("./settings/pages")).SettingsPages);

export function SignedIn() {
  return (
    <>
      <Shell>
        <Inside />
      </Shell>
      <StepUp />
    </>
  );
}

function Inside() {
  if (place().page === "account") return <Account />;
  return state.session!.user.role === "admin" ? <SettingsPages /> : <Ending kind="forbidden" />;
}
