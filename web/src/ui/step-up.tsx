/** Asks for the second factor, or the password, once more when an action needs a fresh proof. */
import { useEffect, useState } from "preact/hooks";
import { call, Handled } from "../api";
import type { Session } from "../api/client";
import { set, state } from "../state";
import { onStepUp } from "../step-up";
import { t } from "../texts";
import { bareCode, checkCode, CodeField } from "./code";
import { Cancel, Dialog } from "./dialog";
import { Form, type Values } from "./form";
import { PasswordField } from "./password";

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
  const proof = state.session!.step_up;
  const send = async ({ code, password = "" }: Values) => {
    try {
      const body = proof === "code" ? { code: bareCode(code) } : { password };
      set({ session: await call("post", "/v1/session/step-up", { body }) });
    } catch (thrown) {
      if (thrown instanceof Handled) onDone(false);
      throw thrown;
    }
    onDone(true);
  };
  return (
    <Dialog title={t("step_up.title")} onClose={() => onDone(false)}>
      {proof === "sso" ? (
        <SsoProof />
      ) : (
        <>
          <p>{t(`step_up.${proof}`)}</p>
          <Form
            key={proof}
            main={proof}
            submit={t("step_up.submit")}
            send={send}
            check={check(proof)}
            beside={<Cancel />}
          >
            {proof === "code" ? (
              <CodeField />
            ) : (
              <PasswordField name="password" label={t("password.label")} autocomplete="current-password" />
            )}
          </Form>
        </>
      )}
    </Dialog>
  );
}

function check(proof: Session["step_up"]) {
  return (values: Values) =>
    proof === "code" ? checkCode(values) : { password: !values.password && ("password.empty" as const) };
}

function SsoProof() {
  return (
    <>
      <p>{t("step_up.sso")}</p>
      <div class="buttons">
        <a class="button primary" href={`/v1/sso/${state.tenant?.slug}/start?fresh=1`}>
          {t("step_up.sso_go")}
        </a>
        <Cancel />
      </div>
    </>
  );
}
