/** Makes the tried draft the way in for those who sign in through a provider, and says first who they are. */
import { useState } from "preact/hooks";
import { call } from "../../api";
import { set, state } from "../../state";
import { t } from "../../texts";
import { Cancel, Dialog } from "../../ui/dialog";
import { Form } from "../../ui/form";
import { stale } from "../stale";
import type { Sso } from "../../api/client";

export function Activation({ sso, reload }: { sso: Sso; reload: () => void }) {
  const [isAsked, ask] = useState(false);
  const done = () => {
    ask(false);
    reload();
  };
  const send = async () => {
    const headers = { "If-Match": `"${sso.version}"` };
    const { active } = await call("post", "/v1/sso/activate", { headers }).catch(stale(done));
    set({ tenant: { ...state.tenant!, sso: true, sso_domains: active!.domains }, notice: "notice.sso_activated" });
    done();
  };
  const { active, draft } = sso;
  const isOther = active && (active.issuer !== draft?.issuer || active.client_id !== draft.client_id);
  return (
    <section class="card">
      <h2>{t("sso.activate")}</h2>
      <p>{t("sso.activate_lead", { n: sso.users })}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => ask(true)}>
          {t("sso.activate_do")}
        </button>
      </div>
      {isAsked && (
        <Dialog title={t("sso.activate")} onClose={() => ask(false)}>
          <p>{t("sso.activate_who", { n: sso.users })}</p>
          {isOther && <p>{t("sso.activate_other", { n: sso.users })}</p>}
          <Form submit={t("sso.activate_do")} beside={<Cancel />} send={send} />
        </Dialog>
      )}
    </section>
  );
}
