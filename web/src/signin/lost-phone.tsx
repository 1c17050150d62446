/** No phone at hand: the recovery code, and without it the people who can help. */
import { challenge } from "../challenge";
import { to } from "../routing";
import { t } from "../texts";
import { Page } from "../ui/page";
import { Support } from "../ui/support";
import { Gone } from "./gone";

export function LostPhone() {
  if (challenge()?.next !== "verify") return <Gone />;
  return (
    <Page title={t("lost_phone.title")} lead={t("lost_phone.lead")}>
      <div class="buttons">
        <a class="button primary" href={to("recovery")}>
          {t("lost_phone.have_code")}
        </a>
        <a class="button secondary" href={to("verification")}>
          {t("lost_phone.back")}
        </a>
      </div>
      <h2>{t("lost_phone.no_code")}</h2>
      <p>{t("lost_phone.ask")}</p>
      <Support />
    </Page>
  );
}
