/** Asks for a mail with a link to a new password; the answer is the same for every address. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { checkEmail, EmailField } from "../ui/email";
import { Form, type Values } from "../ui/form";
import { Page } from "../ui/page";

export function ForgottenPassword() {
  const [sentTo, setSentTo] = useState("");
  const send = async ({ email = "" }: Values) => {
    await call("post", "/v1/password/forgot", { body: { tenant: state.tenant!.slug, email } });
    setSentTo(email);
  };
  if (sentTo)
    return (
      <Page title={t("forgotten.sent")} lead={t("forgotten.sent_lead", { email: sentTo })}>
        <p>{t("forgotten.no_mail")}</p>
        <p class="aside">
          <a href={to("")}>{t("to_sign_in")}</a>
        </p>
      </Page>
    );
  return (
    <Page title={t("forgotten.title")} lead={t("forgotten.lead")}>
      <Form
        send={send}
        check={checkEmail}
        main="email"
        submit={t("forgotten.submit")}
        ways={<a href={to("")}>{t("to_sign_in")}</a>}
      >
        <EmailField />
      </Form>
    </Page>
  );
}
