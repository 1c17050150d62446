/** Asks for the second factor, or the password, once more when an action needs a fresh proof. */
import { useEffect, useState } from "preact/hooks";
import { call, Handled } from "../api";
import type { Body } from "../api/client";
import { follow } from "../signin/follow";
import { set, state } from "../state";
import { onStepUp } from "../step-up";
import { t } from "../texts";
import { CodeForm } from "./code";
import { Cancel, Dialog } from "./dialog";
import { Form } from "./form";
import { PasswordField } from "./password";
import { RecoveryForm } from "./recovery";
import { UserName } from "./user-name";

type Send = (body: Body<"/v1/session/step-up", "post">) => Promise<void>;

export function StepUp() {
  const [answer, setAnswer] = useState<(isProven: boolean) => void>();
  useEffect(() => {
    onStepUp((done) => setAnswer(() => done));
  }, []);
  if (!answer || !state.session) return null;
  return (
    <StepUpDialog
      onDone={(isProven) => {
        setAnswer(undefined);
        answer(isProven);
      }}
    />
  );
}

function StepUpDialog({ onDone }: { onDone: (isProven: boolean) => void }) {
  const send: Send = async (body) => {
    try {
      const answer = await call("post", "/v1/session/step-up", { body });
      if ("location" in answer) return location.assign(answer.location);
      const isLost = "next" in answer;
      onDone(!isLost);
      if (isLost) follow(answer);
      else set({ session: answer });
    } catch (thrown) {
      if (thrown instanceof Handled) onDone(false);
      throw thrown;
    }
  };
  const proof = state.session!.step_up;
  return (
    <Dialog title={t("step_up.title")} onClose={() => onDone(false)}>
      {proof === "sso" ? <SsoProof send={send} /> : proof === "code" ? <AppProof send={send} /> : <PasswordProof send={send} />}
    </Dialog>
  );
}

/** The code of the app; without the app the recovery code, after which a new one is set up. */
function AppProof({ send }: { send: Send }) {
  const [isLost, lose] = useState(false);
  if (isLost)
    return (
      <>
        <p>{t("step_up.recovery_code")}</p>
        <RecoveryForm send={(recovery_code) => send({ recovery_code })} beside={<Cancel />} />
      </>
    );
  return (
    <>
      <p>{t("step_up.code")}</p>
      <CodeForm
        autofocus
        send={(code) => send({ code })}
        submit={t("step_up.submit")}
        beside={<Cancel />}
        ways={
          <button type="button" class="quiet" onClick={() => lose(true)}>
            {t("verification.lost")}
          </button>
        }
      />
    </>
  );
}

function PasswordProof({ send }: { send: Send }) {
  return (
    <>
      <p>{t("step_up.password")}</p>
      <Form
        main="password"
        submit={t("step_up.submit")}
        send={({ password = "" }) => send({ password })}
        check={({ password }) => ({ password: !password && "password.empty" })}
        beside={<Cancel />}
      >
        <UserName />
        <PasswordField name="password" label={t("password.label")} autocomplete="current-password" />
      </Form>
    </>
  );
}

/** The identity provider sends the browser back to the page at hand. */
function SsoProof({ send }: { send: Send }) {
  const leave = () => send({ return_to: location.pathname + location.search });
  return (
    <>
      <p>{t("step_up.sso")}</p>
      <Form submit={t("sso.go_on")} send={leave} beside={<Cancel />} />
    </>
  );
}
