/** Importing users from CSV: a dry run first, which tells what would happen, then the import itself. */
import { useState } from "preact/hooks";
import { call } from "../api";
import type { Answer } from "../api/client";
import { to } from "../routing";
import { t, tOr } from "../texts";
import { Form } from "../ui/form";
import { Page } from "../ui/page";
import { FileField } from "../ui/file";

type Outcome = Answer<"/v1/users/import", "post">;

const HEADER = "email,name,role,sign_in,mfa_required";

export function Import() {
  const [csv, setCsv] = useState("");
  const [outcome, setOutcome] = useState<Outcome>();
  const send = async () => setOutcome(outcome ? await importAll(csv, setOutcome) : await run(csv, true));
  const isReady = outcome?.dry_run && outcome.created > 0 && !outcome.failed;
  return (
    <Page title={t("import.title")} lead={t("import.lead")}>
      <p class="aside">
        <a href={to("settings/users")}>{t("users.back")}</a>
      </p>
      <pre class="sample" tabIndex={0} aria-label={t("import.sample")}>
        {`${HEADER}\njo@example.com,Jo Jansen,member,password,false`}
      </pre>
      {(!outcome || isReady) && (
        <Form
          main="file"
          check={() => ({ file: !csv && "import.no_file" })}
          send={send}
          submit={isReady ? t("import.do", { n: outcome.created }) : t("import.check")}
        >
          <FileField
            name="file"
            label={t("import.file")}
            hint={t("import.file_hint")}
            accept=".csv,text/csv"
            onRead={(text) => {
              setCsv(text);
              setOutcome(undefined);
            }}
          />
          {outcome && <Told outcome={outcome} />}
        </Form>
      )}
      {outcome && !isReady && (
        <>
          <Told outcome={outcome} />
          <div class="buttons">
            <button type="button" class="secondary" onClick={() => setOutcome(undefined)}>
              {t("import.another")}
            </button>
          </div>
        </>
      )}
    </Page>
  );
}

function run(body: string, dry_run: boolean): Promise<Outcome> {
  return call("post", "/v1/users/import", { query: { dry_run }, body });
}

/** The API takes a long file in several runs of the same text; each goes on where the last one stopped. */
async function importAll(csv: string, tell: (outcome: Outcome) => void): Promise<Outcome> {
  const whole = await run(csv, false);
  for (let step = whole; step.remaining > 0 && step.created > 0;) {
    step = await run(csv, false);
    whole.created += step.created;
    whole.remaining = step.remaining;
    tell({ ...whole });
  }
  return whole;
}

function Told({ outcome }: { outcome: Outcome }) {
  return (
    <section class="preview" role="status">
      <h2>{t(outcome.dry_run ? "import.would" : "import.did")}</h2>
      <ul>
        <li>{t("import.created", { n: outcome.created })}</li>
        <li>{t("import.unchanged", { n: outcome.unchanged })}</li>
        {outcome.failed > 0 && <li>{t("import.failed", { n: outcome.failed })}</li>}
        {outcome.remaining > 0 && <li>{t("import.remaining", { n: outcome.remaining })}</li>}
      </ul>
      {outcome.errors.length > 0 && (
        <ul class="errors">
          {outcome.errors.map(({ line, column, code }) => (
            <li key={`${line} ${column} ${code}`}>
              {[t("import.line", { line }), column].filter(Boolean).join(", ")}: {tOr(`field.${code}`, "field.invalid")}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
