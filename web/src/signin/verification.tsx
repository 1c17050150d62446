/** The second step: the code of the authenticator. */
import { call } from "../api";
import { challenge } from "../challenge";
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { bareCode, checkCode, CodeField } from "../ui/code";
import { Form, type Values } from "../ui/form";
import { Page } from "../ui/page";
import { follow } from "./follow";
import { Gone } from "./gone";

export function Verification() {
  const pending = challenge();
  if (pending?.next !== "verify") return <Gone />;
  const { token } = pending.challenge;
  const send = async ({ code }: Values) =>
    follow(await call("post", "/v1/verification", { body: { challenge: token, code: bareCode(code) } }));
  return (
    <Page title={t("verification.title")} lead={t("verification.lead", { name: state.tenant!.name })}>
      <Form send={send} check={checkCode} main="code" submit={t("verification.submit")}>
        <CodeField hint={t("code.hint")} />
      </Form>
      <p class="aside">
        <a href={to("lost-phone")}>{t("verification.lost")}</a>
      </p>
    </Page>
  );
}
