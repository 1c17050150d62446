/** The first step: e-mail and password on one page, or the identity provider. */
import { useState } from "preact/hooks";
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
import { isOfProvider, startSso } from "./sso";
import { SsoProblem } from "./sso-problem";

export function SignIn() {
  const { name, sso } = state.tenant!;
  const [wantsPassword, choosePassword] = useState(false);
  const isSsoFirst = !wantsPassword && isOfProvider(state.email);
  return (
    <Page title={t("sign_in.title")} lead={t("sign_in.lead", { name })}>
      <SsoProblem />
      <Unfinished />
      <Form
        main={isSsoFirst ? "email" : "password"}
        send={isSsoFirst ? ({ email }) => startSso(email) : byPassword}
        check={isSsoFirst ? checkEmail : check}
        submit={t(isSsoFirst ? "sso.go_on" : "sign_in.submit")}
        beside={
          isSsoFirst && (
            <button type="button" class="secondary" onClick={() => choosePassword(true)}>
              {t("sso.password")}
            </button>
          )
        }
        ways={!isSsoFirst && <a href={to("forgotten-password")}>{t("sign_in.forgotten")}</a>}
      >
        <EmailField />
        {!isSsoFirst && (
          <PasswordField
            name="password"
            label={t("password.label")}
            autocomplete="current-password"
            autofocus={wantsPassword}
          />
        )}
      </Form>
      {sso && !isSsoFirst && <OrSso />}
    </Page>
  );
}

/** A sign-in that was begun, and left by Back. */
function Unfinished() {
  const pending = challenge();
  if (!pending) return null;
  return (
    <Notice kind="information">
      {t("sign_in.pending")}{" "}
      <a href={to(pending.next === "verify" ? "verification" : "enrolment")}>{t("sign_in.continue")}</a>
    </Notice>
  );
}

function OrSso() {
  return (
    <>
      <p class="or">{t("or")}</p>
      <Form kind="secondary wide" submit={t("sso.go_on")} send={() => startSso()} />
    </>
  );
}

async function byPassword({ email = "", password = "" }: Values): Promise<void> {
  const body = { tenant: state.tenant!.slug, email, password, transport: "cookie" as const };
  follow(await call("post", "/v1/login", { body }), email.trim());
}

function check(values: Values) {
  return { ...checkEmail(values), password: !values.password && ("password.empty" as const) };
}
