/** Turns a problem of the API into words: of a field where it is about one, else of the whole. */
import type { Problem } from "../api/problem";
import { t, tOr } from "../texts";

export interface Failure {
  /** By the name of the field. */
  fields: Record<string, string>;
  whole?: string | undefined;
  requestId?: string | undefined;
}

/** Failures that no field can mend. */
const WHOLE = ["network", "try_again", "internal_error", "too_many_attempts", "forbidden", "not_found"];
/** Flaws that the field alone explains. */
const UNFIT = ["invalid", "wrong_type", "not_allowed"];
const FEW = 3;

export function tell(problem: Problem, main?: string): Failure {
  // An empty pointer means the whole, and so does the empty name that is left of it.
  const { "": flaw, ...fields } = Object.fromEntries(
    problem.errors.map(({ pointer, code }) => {
      const name = pointer.split("/")[1] ?? "";
      return [name, flawed(name, code)];
    }),
  );
  if (problem.errors.length) return { fields, whole: flaw };
  const text = [sentence(problem), triesLeft(problem)].filter(Boolean).join(" ");
  if (main && !WHOLE.includes(problem.code)) return { fields: { [main]: text } };
  return { fields: {}, whole: text, requestId: problem.status >= 500 ? problem.requestId : undefined };
}

/** Of a value that does not fit, what its field takes; of one that clashes, with what. */
function flawed(name: string, code: string): string {
  return tOr(UNFIT.includes(code) ? `refused.${name}` : `field.${code}`, "field.invalid");
}

export function sentence({ code, retryAfter = 60 }: Problem): string {
  return tOr(`error.${code}`, "error.internal_error", { n: Math.ceil(retryAfter / 60) });
}

function triesLeft({ attemptsLeft }: Problem): string {
  if (attemptsLeft === undefined || attemptsLeft > FEW) return "";
  return attemptsLeft ? t("tries_left", { n: attemptsLeft }) : t("tries_over");
}
