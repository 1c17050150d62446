/** The one input for the six digits, its form, and the check of their shape. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { t } from "../texts";
import type { Key } from "../texts/table";
import { Field } from "./fields";
import { Form } from "./form";
import { Notice } from "./notice";

/** After so many wrong codes the phone's clock may be the reason. */
const OFTEN = 2;

interface Props {
  send: (code: string) => Promise<unknown>;
  submit: string;
  hint?: string;
  autofocus?: boolean;
  beside?: ComponentChildren;
  ways?: ComponentChildren;
}

export function CodeForm({ send, hint, autofocus, ...form }: Props) {
  const [wrong, setWrong] = useState(0);
  const counted = ({ code }: Record<string, string>) =>
    send(bareCode(code)).catch((thrown) => {
      if (thrown instanceof Problem && thrown.code === "invalid_code") setWrong((count) => count + 1);
      throw thrown;
    });
  return (
    <Form {...form} main="code" send={counted} check={checkCode}>
      {wrong >= OFTEN && <Notice kind="information">{t("code.clock")}</Notice>}
      <Field
        name="code"
        label={t("code.label")}
        {...(hint && { hint })}
        class="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        spellcheck={false}
        autofocus={autofocus}
        required
      />
    </Form>
  );
}

function checkCode({ code }: Record<string, string>): { code: Key | false } {
  if (!bareCode(code)) return { code: "code.empty" };
  return { code: !/^[0-9]{6}$/.test(bareCode(code)) && "code.shape" };
}

/** As the API reads it: without spaces and dashes. */
function bareCode(code = ""): string {
  return code.replace(/[\s-]/g, "");
}
