/** Turns a problem of the API into words: of a field where it is about one, else of the whole. */
import type { Code, Problem } from "../api/problem";
import { t, tOr, type Key } from "../texts";

export interface Failure {
  /** By the name of the field. */
  fields: Record<string, string>;
  whole?: string;
  requestId?: string | undefined;
}

/** What a code means in one place, where the common text would say too little. */
export type Words = Partial<Record<Code, Key>>;

/** Failures that no field can mend. */
const WHOLE = ["network", "try_again", "internal_error", "too_many_attempts", "forbidden", "not_found"];
const FEW = 3;

export function tell(problem: Problem, main?: string, words: Words = {}): Failure {
  const fields = Object.fromEntries(
    problem.errors.map(({ pointer, code }) => [pointer.slice(1), tOr(`field.${code}`, "field.invalid")]),
  );
  if (Object.keys(fields).length) return { fields };
  const own = words[problem.code];
  const text = [own ? t(own) : sentence(problem), triesLeft(problem)].filter(Boolean).join(" ");
  if (main && !WHOLE.includes(problem.code)) return { fields: { [main]: text } };
  return { fields: {}, whole: text, requestId: problem.status >= 500 ? problem.requestId : undefined };
}

export function sentence({ code, retryAfter = 60 }: Problem): string {
  return tOr(`error.${code}`, "error.internal_error", { n: Math.ceil(retryAfter / 60) });
}

function triesLeft({ attemptsLeft }: Problem): string {
  if (attemptsLeft === undefined || attemptsLeft > FEW) return "";
  return attemptsLeft ? t("tries_left", { n: attemptsLeft }) : t("tries_over");
}
