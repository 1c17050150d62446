/** Single sign-on: registered at the provider, tried, switched on, and only then used by the users who are moved. */
import { call } from "../../api";
import type { Sso } from "../../api/client";
import { t } from "../../texts";
import { Loaded, useLoad } from "../../ui/load";
import { Notice } from "../../ui/notice";
import { Page } from "../../ui/page";
import { Copy } from "../../ui/save";
import { Activation } from "./activation";
import { Move } from "./move";
import { ProviderForm } from "./provider-form";
import { Removal } from "./removal";
import { Test } from "./test";

export function SsoPage() {
  const load = useLoad(async () => ({
    sso: await call("get", "/v1/sso"),
    test: await call("get", "/v1/sso/test"),
  }));
  return (
    <Page title={t("settings.sso")} lead={t("sso.about")}>
      <Loaded of={load}>
        {({ sso, test }) => (
          <>
            <Standing sso={sso} />
            <section class="card">
              <h2>{t("sso.register")}</h2>
              <p>{t("sso.register_lead")}</p>
              <div class="buttons">
                <code class="key">{sso.redirect_uri}</code>
                <Copy text={sso.redirect_uri} label={t("copy")} />
              </div>
            </section>
            <ProviderForm key={sso.version} sso={sso} reload={load.reload} />
            {sso.draft && <Test test={test} isTested={!!sso.draft.tested_at} />}
            {sso.draft?.tested_at && <Activation sso={sso} reload={load.reload} />}
            {(sso.active || sso.users > 0) && <Move sso={sso} reload={load.reload} />}
            {(sso.active || sso.draft) && <Removal sso={sso} reload={load.reload} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Whether it is on, and for how many; or how many it leaves outside. */
function Standing({ sso }: { sso: Sso }) {
  const n = sso.users;
  if (sso.active) return <Notice kind="success">{t("sso.on", { n })}</Notice>;
  if (n > 0) return <Notice kind="warning">{t("sso.shut_out", { n })}</Notice>;
  return <Notice kind="information">{t("sso.off")}</Notice>;
}
