/** The first step: e-mail and password on one page. */
import { call } from "../api";
import { challenge } from "../challenge";
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { checkEmail, EmailField } from "../ui/email";
import { Form, type Values } from "../ui/form";
import { Notice } from "../ui/notice";
import { Page } from "../ui/page";
import { PasswordField } from "../ui/password";
import { follow } from "./follow";

export function SignIn() {
  const tenant = state.tenant!;
  const pending = challenge();
  const send = async ({ email = "", password = "" }: Values) => {
    const body = { tenant: tenant.slug, email, password, transport: "cookie" as const };
    follow(await call("post", "/v1/login", { body }), email.trim());
  };
  return (
    <Page title={t("sign_in.title")} lead={t("sign_in.lead", { name: tenant.name })}>
      {pending && (
        <Notice kind="information">
          {t("sign_in.pending")}{" "}
          <a href={to(pending.next === "verify" ? "verification" : "enrolment")}>{t("sign_in.continue")}</a>
        </Notice>
      )}
      <Form
        send={send}
        check={check}
        main="password"
        submit={t("sign_in.submit")}
        ways={<a href={to("forgotten-password")}>{t("sign_in.forgotten")}</a>}
      >
        <EmailField />
        <PasswordField name="password" label={t("password.label")} autocomplete="current-password" />
      </Form>
      {tenant.sso && (
        <>
          <p class="or">{t("or")}</p>
          <a class="button secondary wide" href={`/v1/sso/${tenant.slug}/start`}>
            {t("sign_in.sso")}
          </a>
        </>
      )}
    </Page>
  );
}

function check(values: Values) {
  return { ...checkEmail(values), password: !values.password && ("password.empty" as const) };
}
