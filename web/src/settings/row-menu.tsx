/** What an admin can do with one user, in a labelled menu. */
import { to } from "../routing";
import { t } from "../texts";
import { Menu } from "../ui/menu";
import { actions, type Action, type Listed } from "./actions";

export interface Asked {
  user: Listed;
  action: Action;
}

export function RowMenu({ user, ask }: { user: Listed; ask: (asked: Asked) => void }) {
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
