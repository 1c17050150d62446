/** Changing one's own password, which ends the other sessions. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { t } from "../texts";
import { Card } from "../ui/card";
import { Cancel, Dialog } from "../ui/dialog";
import { Form, type Values } from "../ui/form";
import { PasswordField } from "../ui/password";
import { set } from "../state";
import { UserName } from "../ui/user-name";

export function OwnPassword() {
  const [isOpen, open] = useState(false);
  const send = async ({ current = "", password = "" }: Values) => {
    const session = await call("put", "/v1/me/password", { body: { current, password } });
    open(false);
    set({ session, notice: "notice.password_changed" });
  };
  return (
    <Card title={t("password.label")}>
      <p>{t("own.password_lead")}</p>
      <div class="buttons">
        <button type="button" class="secondary" onClick={() => open(true)}>
          {t("own.change_password")}
        </button>
      </div>
      {isOpen && (
        <Dialog title={t("own.change_password")} onClose={() => open(false)}>
          <Form send={send} check={check} main="current" submit={t("save")} beside={<Cancel />}>
            <UserName />
            <PasswordField name="current" label={t("own.current_password")} autocomplete="current-password" />
            <PasswordField
              name="password"
              label={t("new_password.label")}
              hint={t("new_password.hint")}
              autocomplete="new-password"
            />
          </Form>
        </Dialog>
      )}
    </Card>
  );
}

function check({ current, password }: Values) {
  return {
    current: !current && ("own.current_empty" as const),
    password: !password && ("new_password.empty" as const),
  };
}
