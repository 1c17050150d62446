/** What is planned: which policy begins when, which one holds until then, and the way to call it off. */
import type { Policy } from "../api/client";
import { t } from "../texts";
import { Act } from "../ui/act";
import { Notice } from "../ui/notice";
import { startsOn, inForce } from "./change";

export function Schedule({ saved, cancel }: { saved: Policy; cancel: () => Promise<void> }) {
  return (
    <Notice kind="information">
      <p>{t("schedule.planned", { date: startsOn(saved), mode: t(`policy.${saved.mode}`) })}</p>
      <p>{t("schedule.until_then", { mode: t(`policy.${inForce(saved)}`) })}</p>
      <Act text={t("schedule.cancel")} act={cancel} />
    </Notice>
  );
}
