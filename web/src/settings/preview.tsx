/** What a change of the policy would do, counted by the service and told in words: now, or from its day on. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { t, tOr, type Key } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import { Notice } from "../ui/notice";
import { startsOn, type Change } from "./change";

type Counts = Answer<"/v1/policy/preview", "post">;

const FACTS = ["must_enrol", "already_enrolled", "released", "sso_exempt"] as const;

export function Preview({ change }: { change: Change }) {
  const preview = useLoad(() => call("post", "/v1/policy/preview", { body: change }), JSON.stringify(change));
  return (
    <section class="preview" aria-live="polite" aria-busy={preview.isBusy}>
      <h2>{t("preview.title")}</h2>
      <Loaded of={preview}>{(counts) => <Words counts={counts} change={change} />}</Loaded>
    </section>
  );
}

export function Words({ counts, change }: { counts: Counts; change: Change }) {
  const day = change.enforce_from ? startsOn(change) : "";
  const facts = FACTS.filter((fact) => counts[fact] > 0);
  const lost = counts.individual_settings_discarded;
  const say = (what: string, n = 0) => {
    const now = `preview.${what}` as Key;
    return day ? tOr(`preview.later.${what}`, now, { n, date: day }) : t(now, { n });
  };
  return (
    <>
      <ul>
        {facts.map((fact) => (
          <li key={fact}>{say(fact, counts[fact])}</li>
        ))}
        {!facts.length && <li>{t("preview.nobody")}</li>}
      </ul>
      {lost > 0 && <Notice kind="warning">{say("individual_settings_discarded", lost)}</Notice>}
      <p>{say(`you_${counts.you}`)}</p>
    </>
  );
}
