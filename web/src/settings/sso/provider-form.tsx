/** Which provider, as a draft: what is active stays as it is until the draft is tried and activated. */
import { call } from "../../api";
import type { Body } from "../../api/client";
import { set } from "../../state";
import { t } from "../../texts";
import { Check, Field } from "../../ui/fields";
import { Form, type Values } from "../../ui/form";
import { beginning, dayOf } from "../days";
import { stale } from "../stale";
import type { Sso } from "../../api/client";

export function ProviderForm({ sso, reload }: { sso: Sso; reload: () => void }) {
  const kept = sso.draft ?? sso.active;
  const send = async (values: Values) => {
    const headers = { "If-Match": `"${sso.version}"` };
    await call("put", "/v1/sso", { body: asEdit(values), headers }).catch(stale(reload));
    set({ notice: "notice.sso_saved" });
    reload();
  };
  return (
    <Form send={send} check={check} main="issuer" submit={t("sso.save")}>
      <h2>{t("sso.provider")}</h2>
      <p class="hint">{t(sso.active ? "sso.provider_change" : "sso.provider_lead")}</p>
      <Field
        name="issuer"
        label={t("sso.issuer")}
        hint={t("sso.issuer_hint")}
        inputMode="url"
        defaultValue={kept?.issuer}
      />
      <Field name="client_id" label={t("sso.client_id")} autocomplete="off" defaultValue={kept?.client_id} />
      <Field
        name="client_secret"
        type="password"
        label={t("sso.client_secret")}
        hint={kept ? t("sso.client_secret_kept") : undefined}
        autocomplete="off"
      />
      <Field
        name="secret_expires_at"
        type="date"
        class="short"
        label={t("sso.secret_expires_at")}
        hint={t("sso.secret_expires_at_hint")}
        defaultValue={dayOf(kept?.secret_expires_at)}
      />
      <Field
        name="domains"
        label={t("sso.domains")}
        hint={t("sso.domains_hint")}
        defaultValue={kept?.domains.join(", ")}
      />
      {(["create_users", "email_claim_trusted"] as const).map((name) => (
        <Check key={name} name={name} label={t(`sso.${name}`)} hint={t(`sso.${name}_hint`)} defaultChecked={kept?.[name]} />
      ))}
      <Check
        name="round_trip"
        label={t("sso.round_trip")}
        hint={t("sso.round_trip_hint")}
        defaultChecked={kept?.reauth === "round_trip"}
      />
    </Form>
  );
}

function check({ issuer, client_id }: Values) {
  return {
    issuer: !issuer?.trim() && ("sso.no_issuer" as const),
    client_id: !client_id?.trim() && ("sso.no_client_id" as const),
  };
}

function asEdit(values: Values): Body<"/v1/sso", "put"> {
  const { issuer = "", client_id = "", client_secret } = values;
  return {
    issuer: issuer.trim(),
    client_id: client_id.trim(),
    ...(client_secret && { client_secret }),
    secret_expires_at: beginning(values.secret_expires_at) ?? null,
    domains: asDomains(values.domains),
    create_users: !!values.create_users,
    email_claim_trusted: !!values.email_claim_trusted,
    reauth: values.round_trip ? "round_trip" : "auth_time",
  };
}

export function asDomains(text = ""): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
