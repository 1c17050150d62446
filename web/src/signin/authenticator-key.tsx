/** The key to type where no QR code can be scanned. */
import type { Answer } from "../api/client";
import { t } from "../texts";
import { Copy } from "../ui/save";

export function Key({ answer }: { answer: Answer<"/v1/enrolment", "post"> }) {
  const groups = answer.secret.match(/.{1,4}/g) ?? [];
  return (
    <details>
      <summary>{t("key.cannot_scan")}</summary>
      <p class="hint">{t("key.how")}</p>
      <dl>
        <dt>{t("key.key")}</dt>
        <dd>
          <code class="key">{groups.join(" ")}</code>
        </dd>
        <dt>{t("key.issuer")}</dt>
        <dd>{answer.issuer}</dd>
        <dt>{t("key.account")}</dt>
        <dd>{answer.account}</dd>
        <dt>{t("key.kind")}</dt>
        <dd>{t("key.kind_is")}</dd>
      </dl>
      <Copy text={answer.secret} label={t("key.copy")} />
    </details>
  );
}
