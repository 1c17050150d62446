/** What an admin can do with one user, in a labelled menu. */
import type { User } from "../api/client";
import { to } from "../routing";
import { state } from "../state";
import { t } from "../texts";
import { Menu } from "../ui/menu";

export type Action = "invite" | "reset" | "disable" | "enable" | "delete";
export interface Asked {
  user: User;
  action: Action;
}

export function RowMenu({ user, ask }: { user: User; ask: (asked: Asked) => void }) {
  return (
    <Menu label={<span class="dots" aria-hidden="true" />} name={t("users.actions", { name: user.name })}>
      <li>
        <a href={to(`settings/users/${user.id}`)}>{t("users.edit")}</a>
      </li>
      {actions(user).map((action) => (
        <li key={action}>
          <button type="button" class={action === "delete" ? "danger" : ""} onClick={() => ask({ user, action })}>
            {t(`action.${action}`)}
          </button>
        </li>
      ))}
    </Menu>
  );
}

/** Only what the API would accept; nobody resets, disables or deletes themselves. */
function actions(user: User): Action[] {
  const isOther = user.id !== state.session?.user.id;
  const offered: Record<Action, boolean> = {
    invite: user.status === "invited",
    reset: isOther && user.mfa.enrolled && user.sign_in === "password",
    enable: user.status === "disabled",
    disable: isOther && user.status !== "disabled",
    delete: isOther,
  };
  return (Object.keys(offered) as Action[]).filter((action) => offered[action]);
}
