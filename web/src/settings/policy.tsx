/** The policy: whom the tenant asks for a second factor; nothing applies before it is saved. */
import { useState } from "preact/hooks";
import { call } from "../api";
import type { Answer, Policy } from "../api/client";
import { date, t } from "../texts";
import { Check, Field } from "../ui/fields";
import { Form } from "../ui/form";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Announcement } from "./announcement";
import { asChange, check, fromValues, inForce, isPast, scheduledDay, type Change } from "./change";
import { ConfirmPolicy } from "./confirm-policy";
import { tomorrow } from "./days";
import { Modes } from "./modes";
import { Preview } from "./preview";
import { save } from "./save-policy";
import { Schedule } from "./schedule";

type Asked = { change: Change; preview: Answer<"/v1/policy/preview", "post"> };

export function PolicyPage() {
  const policy = useLoad(() => call("get", "/v1/policy"));
  return (
    <Page title={t("policy.title")} lead={t("policy.lead")}>
      <Loaded of={policy}>{(saved) => <PolicyForm key={saved.version} saved={saved} reload={policy.reload} />}</Loaded>
      <Announcement />
    </Page>
  );
}

function PolicyForm({ saved, reload }: { saved: Policy; reload: () => void }) {
  const [change, setChange] = useState(asChange(saved));
  const [asked, ask] = useState<Asked>();
  const isNew = JSON.stringify(change) !== JSON.stringify(asChange(saved));
  const confirm = async (change: Change) =>
    ask({ change, preview: await call("post", "/v1/policy/preview", { body: change }) });
  const done = () => {
    ask(undefined);
    reload();
  };
  const now = inForce(saved);
  return (
    <>
      {saved.until_then && <Schedule saved={saved} cancel={() => confirm({ mode: now, enforce_from: null })} />}
      <Form
        submit={t("save")}
        onChange={(values) => setChange(fromValues(values, saved))}
        check={() => check(change, isNew)}
        send={() => confirm(change)}
      >
        <Modes mode={change.mode} saved={saved} />
        {change.mode === "individual" && !["individual", "off"].includes(now) && (
          <Check name="keep_required" label={t("policy.keep")} hint={t("policy.keep_hint")} />
        )}
        {change.mode !== now && (
          <Field
            name="enforce_from"
            type="date"
            class="short"
            min={tomorrow()}
            label={t("policy.from")}
            hint={t("policy.from_hint")}
            defaultValue={scheduledDay(saved)}
          />
        )}
        {isNew && !isPast(change) && <Preview change={change} />}
      </Form>
      {saved.changed_at && <p class="hint">{t("policy.changed", { date: date(saved.changed_at) })}</p>}
      {asked && (
        <ConfirmPolicy {...asked} save={() => save({ ...asked, saved, done })} onClose={() => ask(undefined)} />
      )}
    </>
  );
}
