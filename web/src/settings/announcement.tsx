/** A text to send to the users before the policy changes, with the steps they will go through. */
import { state } from "../state";
import { t } from "../texts";
import { Copy } from "../ui/save";

export function Announcement() {
  const text = t("announcement.text", { name: state.tenant!.name });
  return (
    <details class="card">
      <summary>{t("announcement.title")}</summary>
      <p class="hint">{t("announcement.lead")}</p>
      <blockquote class="letter">{text}</blockquote>
      <Copy text={text} label={t("copy")} />
    </details>
  );
}
