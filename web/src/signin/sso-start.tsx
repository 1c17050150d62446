/** Where the tiles of an identity provider's own portal lead: one click, because no address alone may begin a sign-in. */
import { state } from "../state";
import { t } from "../texts";
import { Form } from "../ui/form";
import { Page } from "../ui/page";
import { startSso } from "./sso";

export function SsoStart() {
  const { name } = state.tenant!;
  return (
    <Page title={t("sso.title", { name })} lead={t("sso.lead")}>
      <Form submit={t("sso.go_on")} send={() => startSso()} />
    </Page>
  );
}
