/** The second step: the code of the authenticator. */
import { call } from "../api";
import { challenge } from "../challenge";
import { to } from "../routing";
import { t } from "../texts";
import { CodeForm } from "../ui/code";
import { Page } from "../ui/page";
import { follow } from "./follow";
import { Gone } from "./gone";
import { Whose } from "./whose";

export function Verification() {
  const pending = challenge();
  if (pending?.next !== "verify") return <Gone />;
  const { token } = pending.challenge;
  return (
    <Page title={t("verification.title")} lead={t("verification.lead")}>
      <Whose email={pending.email} />
      <CodeForm
        autofocus
        send={async (code) => follow(await call("post", "/v1/verification", { body: { challenge: token, code } }))}
        submit={t("verification.submit")}
        hint={t("code.hint")}
        ways={<a href={to("lost-phone")}>{t("verification.lost")}</a>}
      />
    </Page>
  );
}
