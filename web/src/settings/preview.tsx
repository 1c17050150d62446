/** What a change of the policy would do, counted by the service and told in words. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { t, tOr } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import type { Change } from "./policy";

type Counts = Answer<"/v1/policy/preview", "post">;

const FACTS = ["must_enrol", "already_enrolled", "released", "sso_exempt"] as const;

export function Preview({ change }: { change: Change }) {
  const preview = useLoad(() => call("post", "/v1/policy/preview", { body: change }), JSON.stringify(change));
  return (
    <section class="preview" aria-live="polite">
      <h2>{t("preview.title")}</h2>
      <Loaded of={preview}>{(counts) => <Words counts={counts} />}</Loaded>
    </section>
  );
}

export function Words({ counts }: { counts: Counts }) {
  const facts = FACTS.filter((fact) => counts[fact] > 0);
  const lost = counts.individual_settings_discarded;
  return (
    <>
      <ul>
        {facts.map((fact) => (
          <li key={fact}>{t(`preview.${fact}`, { n: counts[fact] })}</li>
        ))}
        {!facts.length && <li>{t("preview.nobody")}</li>}
      </ul>
      {lost > 0 && <p class="notice warning">{t("preview.individual_settings_discarded", { n: lost })}</p>}
      <p>{tOr(`preview.you_${counts.you}`, "preview.you_unaffected")}</p>
    </>
  );
}
