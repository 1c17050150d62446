/** Saves a policy, and says that it is saved also to the admin whom it signs out. */
import { call, leave } from "../api";
import type { Answer, Policy } from "../api/client";
import { set } from "../state";
import type { Change } from "./change";
import { stale } from "./stale";

interface Props {
  saved: Policy;
  change: Change;
  preview: Answer<"/v1/policy/preview", "post">;
  done: () => void;
}

export async function save({ saved, change, preview, done }: Props): Promise<void> {
  const headers = { "If-Match": `"${saved.version}"` };
  await call("put", "/v1/policy", { body: change, headers }).catch(stale(done));
  if (preview.you === "must_enrol" && !change.enforce_from) await leave("notice.policy_saved_sign_in");
  set({ notice: "notice.policy_saved" });
  done();
}
