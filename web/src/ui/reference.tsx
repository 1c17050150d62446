/** The request's id, which an admin finds again under Activity. */
import { t } from "../texts";

export function Reference({ id }: { id?: string | undefined }) {
  return id ? (
    <p class="hint">
      {t("reference")} <code>{id}</code>
    </p>
  ) : null;
}
