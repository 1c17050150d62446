/** How far the set-up of an authenticator has come. */
import { t } from "../texts";

const STEPS = ["progress.connect", "progress.save"] as const;

export function Progress({ step }: { step: 1 | 2 }) {
  return (
    <ol class="progress" aria-label={t("progress.label", { step, of: STEPS.length })}>
      {STEPS.map((key, index) => (
        <li key={key} class={index < step ? "reached" : ""} {...(index + 1 === step && { "aria-current": "step" })}>
          {t(key)}
        </li>
      ))}
    </ol>
  );
}
