/** The recovery code, shown once: to copy, download or print before going on. */
import { useEffect } from "preact/hooks";
import { state } from "../state";
import { date, DAY, t } from "../texts";
import { Check } from "../ui/fields";
import { Form } from "../ui/form";
import { Notice } from "../ui/notice";
import { Page } from "../ui/page";
import { Progress } from "../ui/progress";
import { Copy, download } from "../ui/save";
import { arrive } from "./follow";
import { Gone } from "./gone";

export function RecoveryCode() {
  const code = state.recoveryCode;
  useEffect(() => {
    if (!code) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [code]);
  if (!code) return <Gone />;
  return (
    <Page title={t("recovery_code.title")} lead={t("recovery_code.lead")}>
      <Progress step={2} />
      <p class="recovery-code">
        <code>
          {code.split(/(?<=-)/).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </code>
      </p>
      <dl class="printed">
        <dt>{t("key.account")}</dt>
        <dd>{state.session?.user.email}</dd>
        <dt>{t("recovery_code.made")}</dt>
        <dd>{today()}</dd>
      </dl>
      <div class="buttons small">
        <Copy text={code} label={t("copy")} />
        <button type="button" class="secondary" onClick={() => save(code)}>
          {t("download")}
        </button>
        <button type="button" class="secondary" onClick={() => print()}>
          {t("print")}
        </button>
      </div>
      <Notice kind="warning">{t("recovery_code.never")}</Notice>
      <Form
        submit={t("recovery_code.go_on")}
        check={({ saved }) => ({ saved: !saved && "recovery_code.not_saved" })}
        send={async () => arrive()}
      >
        <Check name="saved" label={t("recovery_code.saved")} required />
      </Form>
    </Page>
  );
}

function save(code: string): void {
  const product = state.tenant?.name ?? "";
  const account = state.session?.user.email ?? "";
  const text = t("recovery_code.file", { product, account, date: today(), code });
  download(t("recovery_code.file_name"), text, "text/plain");
}

const today = (): string => date(new Date().toISOString(), DAY);
