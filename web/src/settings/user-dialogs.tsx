/** Asks before one user is changed for good, and for the reason of a reset. */
import { set } from "../state";
import { t } from "../texts";
import { Cancel, Dialog } from "../ui/dialog";
import { Field } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import { perform, type Action } from "./actions";
import type { Asked } from "./row-menu";

const HARSH: Action[] = ["reset", "sign_out", "unlink", "disable", "delete"];

export function UserDialog({ user, action, reload, onClose }: Asked & { reload: () => void; onClose: () => void }) {
  const send = async (values: Values) => {
    await perform(action, user.id, values);
    onClose();
    set({ notice: `notice.${action}` });
    reload();
  };
  const isReset = action === "reset";
  return (
    <Dialog title={t(`action.${action}`)} onClose={onClose}>
      <p>{t(`ask.${action}`, { name: user.name, email: user.email })}</p>
      <Form
        kind={HARSH.includes(action) ? "primary danger" : "primary"}
        submit={t(`action.${action}`)}
        beside={<Cancel />}
        check={({ reason }) => ({ reason: isReset && !reason?.trim() && "reset.no_reason" })}
        send={send}
      >
        {isReset && <Field name="reason" label={t("reset.reason")} hint={t("reset.reason_hint")} maxLength={200} />}
      </Form>
    </Dialog>
  );
}
