/** Instead of the authenticator's code: the recovery code, after which a new authenticator is set up. */
import { call } from "../api";
import { challenge } from "../challenge";
import { to } from "../routing";
import { t, type Key } from "../texts";
import { Field } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import { Page } from "../ui/page";
import { follow } from "./follow";
import { Gone } from "./gone";
import { Whose } from "./whose";

export function Recovery() {
  const pending = challenge();
  if (pending?.next !== "verify") return <Gone />;
  const { token } = pending.challenge;
  const send = async ({ recovery_code = "" }: Values) =>
    follow(await call("post", "/v1/recovery", { body: { challenge: token, recovery_code } }));
  return (
    <Page title={t("recovery.title")} lead={t("recovery.lead")}>
      <Whose email={pending.email} />
      <Form
        send={send}
        check={check}
        main="recovery_code"
        submit={t("recovery.submit")}
        ways={<a href={to("lost-phone")}>{t("recovery.without")}</a>}
      >
        <Field
          name="recovery_code"
          class="code long"
          label={t("recovery.label")}
          hint={t("recovery.hint")}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          autofocus
          required
        />
      </Form>
    </Page>
  );
}

/** The shape alone: 25 letters and digits once spaces and dashes are gone. */
function check({ recovery_code = "" }: Values): Record<string, Key | false> {
  const bare = recovery_code.replace(/[\s-]/g, "");
  if (!bare) return { recovery_code: "recovery.empty" };
  return { recovery_code: !/^[0-9a-z]{25}$/i.test(bare) && "recovery.shape" };
}
