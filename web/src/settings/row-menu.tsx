/** What an admin can do with one user, in a labelled menu. */
import type { User } from "../api/client";
import { to } from "../routing";
import { t } from "../texts";
import { Menu } from "../ui/menu";
import { actions, type Action } from "./actions";

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
