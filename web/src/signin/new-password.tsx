/** Choosing a password with the token of a mailed link, an invitation or a forgotten password, and signing in with it. */
import { useEffect, useState } from "preact/hooks";
import { bare } from "../api";
import { Problem } from "../api/problem";
import { go, takeFragment, to } from "../routing";
import { set, state } from "../state";
import { t } from "../texts";
import { checkEmail, EmailField } from "../ui/email";
import { Form, type Values } from "../ui/form";
import { Page } from "../ui/page";
import { PasswordField } from "../ui/password";
import { Ending } from "./ending";
import { follow } from "./follow";

const EXPIRED = { invitation: "invitation-expired", "password-reset": "link-expired" };

export function NewPassword({ kind }: { kind: keyof typeof EXPIRED }) {
  const [token, setToken] = useState(takeFragment);
  useEffect(() => {
    // A second link opened in the same tab changes the fragment alone.
    const read = () => location.hash && setToken(takeFragment());
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  const send = async ({ email = "", password = "" }: Values) => {
    try {
      await bare("post", "/v1/password/reset", { body: { token, password } });
    } catch (problem) {
      if (!(problem instanceof Problem && problem.code === "invalid_token")) throw problem;
      return go(to(EXPIRED[kind]), { replace: true });
    }
    await signIn(email, password);
  };
  if (!token) return <Ending kind="link-incomplete" />;
  return (
    <Page title={t(`${kind}.title`, { name: state.tenant!.name })} lead={t(`${kind}.lead`)}>
      <Form send={send} check={check} main="password" submit={t("new_password.submit")}>
        <EmailField hint={t("new_password.email_hint")} />
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

/** At once; where that is refused, the address may be mistyped, so the sign-in page says that the password is saved. */
async function signIn(email: string, password: string): Promise<void> {
  const body = { tenant: state.tenant!.slug, email, password, transport: "cookie" as const };
  const answer = await bare("post", "/v1/login", { body }).catch(refused);
  // Back leads to the sign-in page: the link of the mail is spent.
  go(to(""), { replace: true });
  if (answer) follow(answer, email);
  else set({ notice: "notice.password_chosen" });
}

function refused(problem: unknown): undefined {
  if (!(problem instanceof Problem)) throw problem;
}

function check(values: Values) {
  return { ...checkEmail(values), password: !values.password && ("new_password.empty" as const) };
}
