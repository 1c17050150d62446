/** Binding an authenticator: why it is asked, the QR code, the key, and the first code. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { challenge } from "../challenge";
import { t } from "../texts";
import { bareCode, checkCode, CodeField } from "../ui/code";
import { Form, type Values } from "../ui/form";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Progress } from "../ui/progress";
import { Key } from "./authenticator-key";
import { follow } from "./follow";
import { Gone } from "./gone";

type Enrolled = Answer<"/v1/enrolment", "post">;

export function Enrolment() {
  const pending = challenge();
  if (pending?.next !== "enrol") return <Gone />;
  return <Enrol token={pending.challenge.token} reason={pending.reason} />;
}

function Enrol({ token, reason }: { token: string; reason: "policy" | "reset" | "recovery" | "replace" }) {
  const enrolment = useLoad(() => call("post", "/v1/enrolment", { body: { challenge: token } }), token);
  return (
    <Page title={t("enrolment.title")} lead={t(`enrolment.${reason}`)}>
      <Progress step={1} />
      <Loaded of={enrolment}>{(answer) => <Steps answer={answer} token={token} />}</Loaded>
    </Page>
  );
}

function Steps({ answer, token }: { answer: Enrolled; token: string }) {
  const send = async ({ code }: Values) =>
    follow(await call("post", "/v1/enrolment/confirm", { body: { challenge: token, code: bareCode(code) } }));
  return (
    <ol class="steps">
      <li>
        <h2>{t("enrolment.app")}</h2>
        <p class="hint">{t("enrolment.apps")}</p>
      </li>
      <li>
        <h2>{t("enrolment.scan")}</h2>
        <img class="qr" src={answer.qr_png} alt={t("enrolment.qr")} width={232} height={232} />
        <a class="button secondary touch" href={answer.otpauth_uri}>
          {t("enrolment.open")}
        </a>
        <Key answer={answer} />
      </li>
      <li>
        <h2>{t("enrolment.enter")}</h2>
        <Form send={send} check={checkCode} main="code" submit={t("enrolment.confirm")}>
          <CodeField hint={t("code.hint")} />
        </Form>
      </li>
    </ol>
  );
}
