/** Signed in, but to another tenant than the address names. */
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { Page } from "../ui/page";
import { signOut } from "./sign-out";

export function Elsewhere() {
  const { user } = state.session!;
  return (
    <Page title={t("elsewhere.title")} lead={t("elsewhere.lead", { there: user.tenant, here: state.tenant!.name })}>
      <div class="buttons">
        <a class="button primary" href={`/${user.tenant}/account`}>
          {t("elsewhere.go", { there: user.tenant })}
        </a>
        <button type="button" class="secondary" onClick={() => signOut(to(""))}>
          {t("elsewhere.leave")}
        </button>
      </div>
    </Page>
  );
}
