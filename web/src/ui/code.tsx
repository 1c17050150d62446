/** The one input for the six digits, and the check of their shape. */
import { t, type Key } from "../texts";
import { Field } from "./fields";

export function CodeField({ hint }: { hint?: string }) {
  return (
    <Field
      name="code"
      label={t("code.label")}
      {...(hint && { hint })}
      class="code"
      inputMode="numeric"
      autocomplete="one-time-code"
      spellcheck={false}
      required
    />
  );
}

export function checkCode({ code = "" }: Record<string, string>): { code: Key | false } {
  if (!bareCode(code)) return { code: "code.empty" };
  return { code: !/^[0-9]{6}$/.test(bareCode(code)) && "code.shape" };
}

/** As the API reads it: without spaces and dashes. */
export function bareCode(code = ""): string {
  return code.replace(/[\s-]/g, "");
}
