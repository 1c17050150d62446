/** The four ways to require MFA, each with one line on what it does. */
import type { Policy } from "../api/client";
import { t } from "../texts";
import { inForce, startsOn } from "./change";

const MODES = ["off", "admins", "all", "individual"] as const;

export function Modes({ mode, saved }: { mode: Policy["mode"]; saved: Policy }) {
  return (
    <fieldset class="choices">
      <legend>{t("policy.legend")}</legend>
      {MODES.map((name) => (
        <label class="choice" key={name}>
          <input type="radio" name="mode" value={name} checked={name === mode} />
          <span>
            <strong>{t(`policy.${name}`)}</strong> <Tag name={name} saved={saved} />
            <span class="hint">{t(`policy.${name}_hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Tag({ name, saved }: { name: Policy["mode"]; saved: Policy }) {
  if (name === inForce(saved)) return <span class="tag">{t("policy.now")}</span>;
  if (saved.until_then && name === saved.mode)
    return <span class="tag">{t("policy.later", { date: startsOn(saved) })}</span>;
  return null;
}
