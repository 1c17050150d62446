/** The four ways to require MFA, each with one line on what it does. */
import type { Policy } from "../api/client";
import { t } from "../texts";

const MODES = ["off", "admins", "all", "individual"] as const;

export function Modes({ mode, saved }: { mode: Policy["mode"]; saved: Policy["mode"] }) {
  return (
    <fieldset class="choices">
      <legend>{t("policy.legend")}</legend>
      {MODES.map((name) => (
        <label class="choice" key={name}>
          <input type="radio" name="mode" value={name} checked={name === mode} />
          <span>
            <strong>{t(`policy.${name}`)}</strong> {name === saved && <span class="tag">{t("policy.now")}</span>}
            <span class="hint">{t(`policy.${name}_hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
