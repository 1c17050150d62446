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
  const send = async () =>
    setOutcome(await call("post", "/v1/users/import", { query: { dry_run: !outcome }, body: csv }));
  const isReady = outcome?.dry_run && outcome.created > 0;
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

function Told({ outcome }: { outcome: Outcome }) {
  return (
    <section class="preview" role="status">
      <h2>{t(outcome.dry_run ? "import.would" : "import.did")}</h2>
      <ul>
        <li>{t("import.created", { n: outcome.created })}</li>
        <li>{t("import.unchanged", { n: outcome.unchanged })}</li>
        <li>{t("import.failed", { n: outcome.failed })}</li>
      </ul>
      {outcome.errors.length > 0 && (
        <ul class="errors">
          {outcome.errors.map(({ line, column, code }) => (
            <li key={`${line} ${column} ${code}`}>
              {t("import.line", { line, column: column ?? "" })} {tOr(`field.${code}`, "field.invalid")}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
