/** The reader's own e-mail address, as browsers and password managers know to fill it. */
import { t, type Key } from "../texts";
import { Field } from "./fields";

export function EmailField() {
  return (
    <Field
      name="email"
      type="email"
      label={t("email.label")}
      inputMode="email"
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      required
    />
  );
}

export function checkEmail({ email = "" }: Record<string, string>): { email: Key | false } {
  if (!email.trim()) return { email: "email.empty" };
  return { email: !/^\S+@\S+$/.test(email.trim()) && "email.shape" };
}
