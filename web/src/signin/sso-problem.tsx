/** What went wrong at the identity provider, in words, as the address says it by a code. */
import { place } from "../routing";
import { tOr } from "../texts";
import { Notice } from "../ui/notice";
import { Reference } from "../ui/reference";

export function SsoProblem() {
  const { query } = place();
  const problem = query.get("problem");
  if (!problem) return null;
  return (
    <Notice kind="error">
      {tOr(`problem.${problem}`, "problem.sso_failed")}
      <Reference id={query.get("request_id") ?? undefined} />
    </Notice>
  );
}
