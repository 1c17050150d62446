/** Choosing a password with the token of a mailed link: an invitation, or a forgotten password. */
import { useEffect, useState } from "preact/hooks";
import { call } from "../api";
import { go, takeFragment, to } from "../routing";
import { set } from "../state";
import { t } from "../texts";
import { Form, type Values } from "../ui/form";
import { Page } from "../ui/page";
import { PasswordField } from "../ui/password";
import { Ending } from "./ending";

export function NewPassword({ kind }: { kind: "invitation" | "password-reset" }) {
  const [token, setToken] = useState(takeFragment);
  useEffect(() => {
    // A second link opened in the same tab changes the fragment alone.
    const read = () => location.hash && setToken(takeFragment());
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const send = async ({ password = "" }: Values) => {
    await call("post", "/v1/password/reset", { body: { token, password } });
    set({ notice: "notice.password_chosen" });
    go(to(""), { replace: true });
  };
  if (!token) return <Ending kind="link-incomplete" />;
  return (
    <Page title={t(`${kind}.title`)} lead={t(`${kind}.lead`)}>
      <Form send={send} check={check} main="password" submit={t("new_password.submit")}>
        <PasswordField
          name="password"
          label={t("new_password.label")}
          hint={t("new_password.hint")}
          autocomplete="new-password"
        />
      </Form>
    </Page>
  );
}

function check({ password }: Values) {
  return { password: !password && ("password.empty" as const) };
}
