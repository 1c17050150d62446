/** The tenant itself: its names, whom to ask for help, and how long things last. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { set, state } from "../state";
import { t } from "../texts";
import { Field } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { checkName, hasLetterOrDigit } from "./name";

type Tenant = Answer<"/v1/tenant", "get">;

const TEXTS = ["name", "issuer", "support_contact"] as const;
/** Shown in the unit that a person thinks in: how many of the API's are one of it. */
const NUMBERS = {
  session_idle_seconds: 60,
  session_absolute_seconds: 3600,
  reset_seconds: 3600,
  password_min_length: 1,
} as const;
/** What the service takes, in the reader's unit. */
const RANGES = {
  session_idle_seconds: [15, 1440],
  session_absolute_seconds: [1, 720],
  reset_seconds: [1, 72],
  password_min_length: [8, 64],
} as const;
const NUMBER_NAMES = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];

export function TenantPage() {
  const tenant = useLoad(() => call("get", "/v1/tenant"));
  return (
    <Page title={t("settings.tenant")} lead={t("tenant.lead")}>
      <Loaded of={tenant}>{(saved) => <TenantForm saved={saved} reload={tenant.reload} />}</Loaded>
    </Page>
  );
}

function TenantForm({ saved, reload }: { saved: Tenant; reload: () => void }) {
  const send = async (values: Values) => {
    const { name, support_contact } = await call("patch", "/v1/tenant", { body: changes(saved, values) });
    set({ tenant: { ...state.tenant!, name, support_contact }, notice: "notice.saved" });
    reload();
  };
  return (
    <Form send={send} check={check} main="name" submit={t("save")}>
      {TEXTS.map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`tenant.${name}`)}
          hint={t(`tenant.${name}_hint`)}
          defaultValue={saved[name] ?? ""}
        />
      ))}
      {NUMBER_NAMES.map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`tenant.${name}`)}
          hint={t(`tenant.${name}_hint`)}
          inputMode="numeric"
          class="short"
          defaultValue={String(saved[name] / NUMBERS[name])}
        />
      ))}
    </Form>
  );
}

function check(values: Values) {
  return {
    name: checkName(values.name),
    issuer: !hasLetterOrDigit(values.issuer) && ("refused.name" as const),
    ...Object.fromEntries(
      NUMBER_NAMES.map((name) => [name, !isWithin(values[name], RANGES[name]) && (`refused.${name}` as const)]),
    ),
  };
}

function isWithin(text = "", [least, most]: readonly [number, number]): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function changes(saved: Tenant, values: Values): Partial<Tenant> {
  const wanted = [
    ...TEXTS.map((name) => [name, values[name]?.trim() || null] as const),
    ...NUMBER_NAMES.map((name) => [name, Number(values[name]) * NUMBERS[name]] as const),
  ];
  return Object.fromEntries(wanted.filter(([name, value]) => saved[name] !== value));
}
