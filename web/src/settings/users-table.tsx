/** The users as a table: who they are, whether MFA is asked of them and why, and whether they have set it up. */
import { useState } from "preact/hooks";
import type { User } from "../api/client";
import { to } from "../routing";
import { date, t } from "../texts";
import { Address } from "./address";
import { MfaState } from "./mfa-state";
import { RowMenu, type Asked } from "./row-menu";
import { UserDialog } from "./user-dialogs";

const COLUMNS = ["user", "role", "method", "required", "state", "last"] as const;
const DATE: Intl.DateTimeFormatOptions = { dateStyle: "medium" };

export function UsersTable({ users, reload }: { users: User[]; reload: () => void }) {
  const [asked, ask] = useState<Asked>();
  return (
    <>
      <table class="users">
        <caption class="hidden">{t("users.title")}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th scope="col" key={column}>
                {t(`column.${column}`)}
              </th>
            ))}
            <th scope="col">
              <span class="hidden">{t("column.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} ask={ask} />
          ))}
        </tbody>
      </table>
      {asked && <UserDialog {...asked} reload={reload} onClose={() => ask(undefined)} />}
    </>
  );
}

function Row({ user, ask }: { user: User; ask: (asked: Asked) => void }) {
  const { mfa } = user;
  return (
    <tr>
      <th scope="row">
        <div class="who">
          <a href={to(`settings/users/${user.id}`)}>{user.name}</a>
          {user.status !== "active" && <span class="tag warn">{t(`status.${user.status}`)}</span>}
        </div>
        <span class="hint">
          <Address email={user.email} />
        </span>
      </th>
      <td data-label={t("column.role")}>{t(`role.${user.role}`)}</td>
      <td data-label={t("column.method")}>{t(`method.${user.sign_in}`)}</td>
      <td data-label={t("column.required")}>
        {t(mfa.required ? "yes" : "no")} <span class="hint">{t(`why.${mfa.why}`)}</span>
      </td>
      <td data-label={t("column.state")}>
        <MfaState user={user} />
        {mfa.enrolled_at && <span class="hint">{t("users.since", { date: date(mfa.enrolled_at, DATE) })}</span>}
      </td>
      <td data-label={t("column.last")}>{date(user.last_sign_in_at, DATE)}</td>
      <td>
        <RowMenu user={user} ask={ask} />
      </td>
    </tr>
  );
}
