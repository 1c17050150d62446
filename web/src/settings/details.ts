/** What more an event says, in words: a reason, what was changed and to what. Whatever has no words is left out. */
import type { Answer } from "../api/client";
import { date, t, tOr, type Key } from "../texts";

type Event = Answer<"/v1/events", "get">["items"][number];
type Value = Event["detail"][string];

/** Where a value is one of a few, the prefix of their texts. */
const NAMED: Record<string, string> = { role: "role", sign_in: "method", mode: "policy", was: "policy", problem: "sso_problem" };
/** What the provider is called, as it stands. */
const PLAIN = ["issuer", "client_id"];
/** How many of the service's units are one of the reader's. */
const UNITS: Record<string, number> = { idle_seconds: 60, absolute_seconds: 3600, reset_seconds: 3600 };
/** Events whose reason is what a person wrote. */
const WRITTEN = ["authenticator.reset", "throttle.cleared", "tenant.changed", "user.exported", "user.erased"];

export function details({ type, detail }: Event): string[] {
  return Object.entries(detail)
    .map(([name, value]) => (name === "changed" ? changed(detail) : said(type, name, value)))
    .filter(Boolean);
}

/** The fields of which the record says no more than that they were changed. */
function changed(detail: Event["detail"]): string {
  const names = String(detail.changed)
    .split(", ")
    .filter((name) => !(name in detail))
    .map((name) => tOr(`changed.${name}`, "detail.none"))
    .filter(Boolean);
  return names.length ? t("detail.changed", { value: names.join(", ") }) : "";
}

function said(type: Event["type"], name: string, value: Value): string {
  if (value === null || value === "") return "";
  if (name === "reason" && WRITTEN.includes(type)) return t("detail.reason", { value: String(value) });
  if (typeof value === "number") return tOr(`detail.${name}`, "detail.none", { n: value / (UNITS[name] ?? 1) });
  if (name === "enforce_from") return t("detail.enforce_from", { value: date(String(value)) });
  if (PLAIN.includes(name)) return t(`detail.${name}` as Key, { value: String(value) });
  const prefix = NAMED[name];
  if (!prefix) return tOr(`detail.${name}.${value}`, "detail.none");
  return t(`detail.${name}` as Key, { value: tOr(`${prefix}.${value}`, "detail.none") });
}
