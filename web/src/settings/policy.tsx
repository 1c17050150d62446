/** The policy: whom the tenant asks for a second factor; nothing applies before it is saved. */
import { useState } from "preact/hooks";
import { call, Handled } from "../api";
import { Problem } from "../api/problem";
import type { Answer, Body, Policy } from "../api/client";
import { set } from "../state";
import { date, DAY, t, type Key } from "../texts";
import { Check, Field } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Announcement } from "./announcement";
import { ConfirmPolicy } from "./confirm-policy";
import { Modes } from "./modes";
import { Preview } from "./preview";

export type Change = Body<"/v1/policy", "put">;

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
  const [change, setChange] = useState<Change>(asChange(saved));
  const [confirming, confirm] = useState<Answer<"/v1/policy/preview", "post">>();
  const isNew = JSON.stringify(change) !== JSON.stringify(asChange(saved));
  const save = async () => {
    await call("put", "/v1/policy", { body: change, headers: { "If-Match": `"${saved.version}"` } }).catch(stale);
    show("notice.policy_saved");
  };
  const stale = (problem: unknown) => {
    if (!(problem instanceof Problem && problem.code === "precondition_failed")) throw problem;
    show("error.precondition_failed");
    throw new Handled();
  };
  const show = (notice: Key) => {
    confirm(undefined);
    set({ notice });
    reload();
  };
  return (
    <>
      <Form
        submit={t("save")}
        onChange={(values) => setChange(fromValues(values, saved))}
        check={() => ({ mode: !isNew && "policy.unchanged" })}
        send={async () => confirm(await call("post", "/v1/policy/preview", { body: change }))}
      >
        <Modes mode={change.mode} saved={saved.mode} />
        {change.mode === "individual" && !["individual", "off"].includes(saved.mode) && (
          <Check name="keep_required" label={t("policy.keep")} hint={t("policy.keep_hint")} />
        )}
        {change.mode !== "off" && (
          <Field
            name="enforce_from"
            type="date"
            class="short"
            label={t("policy.from")}
            hint={t("policy.from_hint")}
            defaultValue={asDay(saved.enforce_from)}
          />
        )}
        {isNew && <Preview change={change} />}
      </Form>
      {saved.changed_at && <p class="hint">{t("policy.changed", { date: date(saved.changed_at) })}</p>}
      {confirming && (
        <ConfirmPolicy change={change} preview={confirming} save={save} onClose={() => confirm(undefined)} />
      )}
    </>
  );
}

function asChange({ mode, enforce_from }: Policy): Change {
  return { mode, enforce_from };
}

/** A day begins at midnight where the admin is. */
function fromValues({ mode, keep_required, enforce_from = "" }: Values, saved: Policy): Change {
  const isSame = enforce_from === asDay(saved.enforce_from);
  const from = isSame ? saved.enforce_from : enforce_from ? new Date(`${enforce_from}T00:00`).toISOString() : null;
  return {
    mode: mode as Change["mode"],
    enforce_from: from?.replace(/\.\d+Z$/, "Z") ?? null,
    ...(keep_required && mode === "individual" && { keep_required: true }),
  };
}

function asDay(time: string | null): string {
  return time
    ? new Date(Date.parse(time) - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
    : "";
}

export const startsOn = (change: Change): string => date(change.enforce_from, DAY);
