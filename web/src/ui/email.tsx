/** The reader's own e-mail address, as browsers and password managers know to fill it; kept from page to page. */
import { useState } from "preact/hooks";
import { set, state } from "../state";
import { t, type Key } from "../texts";
import { Field } from "./fields";

export function EmailField({ hint }: { hint?: string }) {
  const [typed] = useState(() => state.email ?? "");
  return (
    <Field
      {...(hint && { hint })}
      name="email"
      defaultValue={typed}
      onInput={(event) => set({ email: event.currentTarget.value })}
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
