/** Asks before one user is changed for good, and for the reason of a reset. */
import { call } from "../api";
import { set } from "../state";
import { t } from "../texts";
import { Cancel, Dialog } from "../ui/dialog";
import { Field } from "../ui/fields";
import { Form, type Values } from "../ui/form";
import type { Action, Asked } from "./row-menu";

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
        kind={action === "delete" || action === "disable" || isReset ? "primary danger" : "primary"}
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

async function perform(action: Action, id: string, { reason = "" }: Values): Promise<unknown> {
  const params = { id };
  switch (action) {
    case "invite":
      return call("post", "/v1/users/{id}/invite", { params });
    case "reset":
      return call("post", "/v1/users/{id}/reset", { params, body: { reason } });
    case "delete":
      return call("delete", "/v1/users/{id}", { params });
    default:
      return call("patch", "/v1/users/{id}", { params, body: { disabled: action === "disable" } });
  }
}
