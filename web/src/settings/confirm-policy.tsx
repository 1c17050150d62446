/** Asks once more before a policy is saved, naming what is lost. */
import type { Answer } from "../api/client";
import { t } from "../texts";
import { Cancel, Dialog } from "../ui/dialog";
import { Check } from "../ui/fields";
import { Form } from "../ui/form";
import { startsOn, type Change } from "./change";
import { Words } from "./preview";

interface Props {
  change: Change;
  preview: Answer<"/v1/policy/preview", "post">;
  save: () => Promise<void>;
  onClose: () => void;
}

export function ConfirmPolicy({ change, preview, save, onClose }: Props) {
  const isLossy = preview.individual_settings_discarded > 0;
  return (
    <Dialog title={t(`policy.${change.mode}`)} onClose={onClose}>
      <Words counts={preview} change={change} />
      {change.enforce_from && <p>{t("policy.starts", { date: startsOn(change) })}</p>}
      <Form
        submit={t("policy.confirm")}
        beside={<Cancel />}
        send={save}
        check={({ lossy }) => ({ lossy: isLossy && !lossy && "policy.not_confirmed" })}
      >
        {isLossy && (
          <Check name="lossy" label={t("policy.lossy", { n: preview.individual_settings_discarded })} required />
        )}
      </Form>
    </Dialog>
  );
}
