/** A password field whose text can be shown. */
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Field } from "./fields";

interface Props {
  name: string;
  label: string;
  autocomplete: "current-password" | "new-password";
  hint?: string;
  autofocus?: boolean;
}

export function PasswordField(props: Props) {
  const [isShown, show] = useState(false);
  const toggle = (
    <button
      type="button"
      class="quiet"
      aria-label={t(isShown ? "password.hide_long" : "password.show_long")}
      onClick={() => show(!isShown)}
    >
      {t(isShown ? "password.hide" : "password.show")}
    </button>
  );
  return (
    <Field
      {...props}
      type={isShown ? "text" : "password"}
      spellcheck={false}
      autocapitalize="none"
      required
      after={toggle}
    />
  );
}
