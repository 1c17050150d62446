/** The users as a table: who they are, whether MFA is asked of them and why, and whether they have set it up. */
import { useState } from "preact/hooks";
import type { User } from "../api/client";
import { to } from "../routing";
import { date, t } from "../texts";
import { RowMenu, type Asked } from "./row-menu";
import { UserDialog } from "./user-dialogs";

const COLUMNS = ["user", "role", "method", "required", "state", "last"] as const;

export function UsersTable({ users, reload }: { users: User[]; reload: () => void }) {
  const [asked, ask] = useState<Asked>();
  return (
    <>
      <table>
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
        <a href={to(`settings/users/${user.id}`)}>{user.name}</a>
        <span class="hint">{user.email}</span>
        {user.status !== "active" && <span class="tag warn">{t(`status.${user.status}`)}</span>}
      </th>
      <td data-label={t("column.role")}>{t(`role.${user.role}`)}</td>
      <td data-label={t("column.method")}>{t(`method.${user.sign_in}`)}</td>
      <td data-label={t("column.required")}>
        {t(mfa.required ? "yes" : "no")} <span class="hint">{t(`why.${mfa.why}`)}</span>
      </td>
      <td data-label={t("column.state")}>
        <span class={`tag ${tone(user)}`}>{t(`mfa.${told(user)}`)}</span>
        {mfa.enrolled_at && (
          <span class="hint">{t("users.since", { date: date(mfa.enrolled_at, { dateStyle: "medium" }) })}</span>
        )}
      </td>
      <td data-label={t("column.last")}>
        <span class="nowrap">{date(user.last_sign_in_at)}</span>
      </td>
      <td>
        <RowMenu user={user} ask={ask} />
      </td>
    </tr>
  );
}

/** Whether it is set up, whatever the policy asks; or what is out of the ordinary. */
function told({ mfa }: User) {
  if (mfa.state === "off" || mfa.state === "on") return mfa.enrolled ? "enrolled" : "not_enrolled";
  return mfa.state;
}

function tone(user: User): string {
  if (told(user) === "enrolled") return "good";
  return ["required_not_enrolled", "reset", "disabled"].includes(told(user)) ? "warn" : "";
}
