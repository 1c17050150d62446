/** Ends single sign-on, and says first whom that keeps out. */
import { useState } from "preact/hooks";
import { call } from "../../api";
import { set, state } from "../../state";
import { t } from "../../texts";
import { Cancel, Dialog } from "../../ui/dialog";
import { Form } from "../../ui/form";
import type { Sso } from "../../api/client";

export function Removal({ sso, reload }: { sso: Sso; reload: () => void }) {
  const [isAsked, ask] = useState(false);
  const send = async () => {
    await call("delete", "/v1/sso");
    ask(false);
    set({ tenant: { ...state.tenant!, sso: false, sso_domains: [] }, notice: "notice.sso_removed" });
    reload();
  };
  return (
    <section class="card">
      <h2>{t("sso.remove")}</h2>
      <p>{t("sso.remove_lead")}</p>
      <div class="buttons">
        <button type="button" class="secondary danger" onClick={() => ask(true)}>
          {t("sso.remove_do")}
        </button>
      </div>
      {isAsked && (
        <Dialog title={t("sso.remove")} onClose={() => ask(false)}>
          <p>{t("sso.remove_who", { n: sso.users })}</p>
          <Form kind="primary danger" submit={t("sso.remove_do")} beside={<Cancel />} send={send} />
        </Dialog>
      )}
    </section>
  );
}
