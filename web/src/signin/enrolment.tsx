/** Binding an authenticator: why it is asked, the QR code, the key, and the first code. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { challenge, type Pending } from "../challenge";
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { CodeForm } from "../ui/code";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Progress } from "../ui/progress";
import { Key } from "./authenticator-key";
import { follow } from "./follow";
import { Gone } from "./gone";
import { QrCode } from "./qr";
import { Whose } from "./whose";

type Enrolled = Answer<"/v1/enrolment", "post">;
type Asked = Extract<Pending, { next: "enrol" }>;

export function Enrolment() {
  const pending = challenge();
  return pending?.next === "enrol" ? <Enrol pending={pending} /> : <Gone />;
}

function Enrol({ pending: { challenge, reason, email } }: { pending: Asked }) {
  const { token } = challenge;
  const enrolment = useLoad(() => call("post", "/v1/enrolment", { body: { challenge: token } }), token);
  return (
    <Page title={t("enrolment.title")} lead={t(`enrolment.${reason}`)}>
      {!state.session && <Whose email={email} />}
      <Progress step={1} />
      <Loaded of={enrolment}>{(answer) => <Steps answer={answer} token={token} />}</Loaded>
    </Page>
  );
}

function Steps({ answer, token }: { answer: Enrolled; token: string }) {
  return (
    <ol class="steps">
      <li>
        <h2>{t("enrolment.app")}</h2>
        <p class="hint">{t("enrolment.apps")}</p>
      </li>
      <li>
        <h2>{t("enrolment.scan")}</h2>
        <QrCode png={answer.qr_png} />
        <a class="button secondary touch" href={answer.otpauth_uri}>
          {t("enrolment.open")}
        </a>
        <Key answer={answer} />
      </li>
      <li>
        <h2>{t("enrolment.enter")}</h2>
        <CodeForm
          send={async (code) =>
            follow(await call("post", "/v1/enrolment/confirm", { body: { challenge: token, code } }))
          }
          submit={t("enrolment.confirm")}
          hint={t("code.hint")}
          ways={state.session && <a href={to("account")}>{t("enrolment.not_now")}</a>}
        />
      </li>
    </ol>
  );
}
