/** The form for a recovery code, and the check of its shape. */
import type { ComponentChildren } from "preact";
import { t } from "../texts";
import type { Key } from "../texts/table";
import { Field } from "./fields";
import { Form, type Values } from "./form";

interface Props {
  send: (code: string) => Promise<unknown>;
  beside?: ComponentChildren;
  ways?: ComponentChildren;
}

export function RecoveryForm({ send, ...form }: Props) {
  return (
    <Form
      {...form}
      main="recovery_code"
      submit={t("recovery.submit")}
      send={({ recovery_code = "" }) => send(recovery_code)}
      check={check}
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
  );
}

/** The shape alone: 25 letters and digits once spaces and dashes are gone. */
function check({ recovery_code = "" }: Values): Record<string, Key | false> {
  const bare = recovery_code.replace(/[\s-]/g, "");
  if (!bare) return { recovery_code: "recovery.empty" };
  return { recovery_code: !/^[0-9a-z]{25}$/i.test(bare) && "recovery.shape" };
}
