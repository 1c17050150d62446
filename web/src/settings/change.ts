/** A change of the policy, as the form holds it and the service takes it. */
import type { Body, Policy } from "../api/client";
import { date, DAY } from "../texts";
import type { Values } from "../ui/form";
import { beginning, dayOf } from "./days";

export type Change = Body<"/v1/policy", "put">;

/** The mode that holds today: while a change is planned, the one before it. */
export function inForce(saved: Policy): Policy["mode"] {
  return saved.until_then ?? saved.mode;
}

/** The day of a planned change; a change that has come into force has none. */
export function scheduledDay(saved: Policy): string {
  return saved.until_then ? dayOf(saved.enforce_from) : "";
}

export function asChange(saved: Policy): Change {
  return { mode: saved.mode, enforce_from: saved.until_then ? saved.enforce_from : null };
}

/** A day begins at midnight where the admin is; the planned day keeps its own moment. */
export function fromValues({ mode, keep_required, enforce_from = "" }: Values, saved: Policy): Change {
  const isSame = enforce_from === scheduledDay(saved);
  return {
    mode: mode as Change["mode"],
    enforce_from: (isSame ? asChange(saved).enforce_from : beginning(enforce_from)) ?? null,
    ...(keep_required && mode === "individual" && { keep_required: true }),
  };
}

export function isPast({ enforce_from }: Change): boolean {
  return !!enforce_from && Date.parse(enforce_from) <= Date.now();
}

export function check(change: Change, isNew: boolean) {
  return {
    mode: !isNew && ("policy.unchanged" as const),
    enforce_from: isPast(change) && ("policy.past" as const),
  };
}

export const startsOn = ({ enforce_from }: Pick<Change, "enforce_from">): string => date(enforce_from, DAY);
