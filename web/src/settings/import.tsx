/** Importing users from CSV: a check first, which tells what would happen, then the import itself. */
import { useEffect, useRef, useState } from "preact/hooks";
import { to } from "../routing";
import { t } from "../texts";
import { FileField, type FileRead } from "../ui/file";
import { Form } from "../ui/form";
import { Page } from "../ui/page";
import { Faults } from "./faults";
import { ImportStage } from "./import-stage";
import { check, importAll, type Stage } from "./importing";
import { Leaving } from "./leaving";

const EXAMPLE = "email,name,role,sign_in,mfa_required\njo@example.com,Jo Jansen,member,password,false";

export function Import() {
  const [file, setFile] = useState<FileRead>({});
  const [stage, setStage] = useState<Stage>({ is: "choosing" });
  const isGone = useRef(false);
  useEffect(() => () => void (isGone.current = true), []);
  const csv = file.text ?? "";
  const goOn = async (counts: { done: number; of: number }) => {
    for await (const next of importAll(csv, counts)) {
      if (isGone.current) return;
      setStage(next);
    }
  };
  const restart = () => {
    setFile({});
    setStage({ is: "choosing" });
  };
  return (
    <Page title={t("import.title")} lead={t("import.lead")}>
      <p class="aside">
        <a href={to("settings/users")}>{t("users.back")}</a>
      </p>
      {stage.is === "choosing" ? (
        <>
          <pre class="sample" tabIndex={0} aria-label={t("import.sample")}>
            {EXAMPLE}
          </pre>
          <Form
            main="file"
            check={() => ({ file: file.flaw ?? (!csv.trim() && "import.no_file") })}
            send={async () => setStage(await check(csv))}
            submit={t("import.check")}
          >
            <FileField
              name="file"
              label={t("import.file")}
              hint={t("import.file_hint")}
              accept=".csv,text/csv"
              onRead={setFile}
            />
          </Form>
        </>
      ) : (
        <ImportStage stage={stage} goOn={goOn} restart={restart}>
          {"errors" in stage && <Faults faults={stage.errors} csv={csv} />}
        </ImportStage>
      )}
      {stage.is === "running" && <Leaving title={t("import.leave")} lead={t("import.leave_lead", { ...stage })} />}
    </Page>
  );
}
