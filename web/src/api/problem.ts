/** A request that failed, as the API tells it (RFC 9457), or `network` when no answer came. */
import type { components } from "./schema";

type Told = components["schemas"]["Problem"];
export type Code = Told["code"] | "network";

export class Problem extends Error {
  readonly code: Code;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly attemptsLeft: number | undefined;
  readonly errors: { pointer: string; code: string }[];

  constructor(
    readonly status: number,
    told: Partial<Omit<Told, "code">> & { code?: Code },
  ) {
    super(told.code ?? "internal_error");
    this.code = told.code ?? "internal_error";
    this.requestId = told.request_id;
    this.retryAfter = told.retry_after;
    this.attemptsLeft = told.attempts_left;
    this.errors = told.errors ?? [];
  }
}
