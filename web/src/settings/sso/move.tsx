/** Switches users by the domain of their address, once the page has said how many they are. */
import { useState } from "preact/hooks";
import { t } from "../../texts";
import { Cancel, Dialog } from "../../ui/dialog";
import { Field, Select } from "../../ui/fields";
import { Form, type Values } from "../../ui/form";
import { counted, moveAll, type Wanted } from "./moving";
import { asDomains } from "./provider-form";
import type { Sso } from "../../api/client";

type Asked = { wanted: Wanted; n: number; isMore: boolean };

export function Move({ sso, reload }: { sso: Sso; reload: () => void }) {
  const [asked, ask] = useState<Asked>();
  const [said, say] = useState("");
  const send = async ({ domains, to }: Values) => {
    const wanted = { domains: asDomains(domains), to: to as Wanted["to"] };
    ask({ wanted, ...(await counted(wanted)) });
  };
  const move = async (wanted: Wanted) => {
    const { moved, remaining } = await moveAll(wanted, (moved, n) => say(t("move.running", { moved, n })));
    ask(undefined);
    say([t("move.moved", { n: moved }), remaining && t("move.remaining", { n: remaining })].filter(Boolean).join(" "));
    reload();
  };
  return (
    <section class="card">
      <h2>{t("move.title")}</h2>
      <p>{t("move.lead")}</p>
      <Form send={send} check={check} main="domains" submit={t("move.count")}>
        <Field
          name="domains"
          label={t("move.domains")}
          hint={t("move.domains_hint")}
          defaultValue={sso.active?.domains.join(", ")}
        />
        <Select
          name="to"
          label={t("move.to")}
          value={sso.active ? "sso" : "password"}
          options={(sso.active ? (["sso", "password"] as const) : (["password"] as const)).map((to) => [
            to,
            t(`method.${to}`),
          ])}
        />
      </Form>
      <p role="status" class="said">
        {said}
      </p>
      {asked && (
        <Dialog title={t("move.title")} onClose={() => ask(undefined)}>
          <p>{t(asked.isMore ? "move.who_more" : "move.who", { n: asked.n, to: t(`method.${asked.wanted.to}`) })}</p>
          {asked.n > 0 && <p>{t(`move.loses_${asked.wanted.to}`)}</p>}
          {asked.n > 0 ? (
            <Form submit={t("move.do")} beside={<Cancel />} send={() => move(asked.wanted)}>
              <p role="status">{said}</p>
            </Form>
          ) : (
            <div class="buttons">
              <Cancel />
            </div>
          )}
        </Dialog>
      )}
    </section>
  );
}

function check({ domains }: Values) {
  return { domains: !asDomains(domains).length && ("move.no_domains" as const) };
}
