/** One's own authenticator and recovery code: set up, replace, renew. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { follow, showRecoveryCode } from "../signin/follow";
import { state } from "../state";
import { t } from "../texts";
import { Card } from "../ui/card";
import { Cancel, Dialog } from "../ui/dialog";
import { Form } from "../ui/form";

export function OwnAuthenticator() {
  const [asked, ask] = useState<"authenticator" | "recovery_code">();
  const isOn = state.session!.step_up === "code";
  const close = () => ask(undefined);
  return (
    <Card title={t("own.authenticator")} tag={t(isOn ? "own.on" : "own.off")} isGood={isOn}>
      <p>{t(isOn ? "own.authenticator_on" : "own.authenticator_off")}</p>
      <div class="buttons">
        <button type="button" class="secondary" onClick={() => ask("authenticator")}>
          {t(isOn ? "own.replace" : "own.set_up")}
        </button>
        {isOn && (
          <button type="button" class="secondary" onClick={() => ask("recovery_code")}>
            {t("own.new_recovery_code")}
          </button>
        )}
      </div>
      {asked === "authenticator" && (
        <Dialog title={t(isOn ? "own.replace" : "own.set_up")} onClose={close}>
          <p>{t(isOn ? "own.replace_lead" : "own.set_up_lead")}</p>
          <Form
            submit={t("go_on")}
            beside={<Cancel />}
            send={async () => follow(await call("post", "/v1/me/authenticator"))}
          />
        </Dialog>
      )}
      {asked === "recovery_code" && (
        <Dialog title={t("own.new_recovery_code")} onClose={close}>
          <p>{t("own.new_recovery_code_lead")}</p>
          <Form
            submit={t("go_on")}
            beside={<Cancel />}
            send={async () => showRecoveryCode((await call("post", "/v1/me/recovery-code")).recovery_code)}
          />
        </Dialog>
      )}
    </Card>
  );
}
