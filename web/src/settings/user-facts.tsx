/** How things stand with one user, and what can be done about it. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Answer, User } from "../api/client";
import { go, to } from "../routing";
import { date, t } from "../texts";
import { actions, type Action } from "./actions";
import { Address } from "./address";
import { MfaState } from "./mfa-state";
import { UserDialog } from "./user-dialogs";

export type OneUser = Answer<"/v1/users/{id}", "get">;

export function UserFacts({ user, reload }: { user: OneUser; reload: () => void }) {
  const [action, ask] = useState<Action>();
  const done = () => (action === "delete" ? go(to("settings/users")) : reload());
  return (
    <section class="card">
      <h2>{t("facts.title")}</h2>
      <dl class="facts">
        {Object.entries(facts(user)).map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        {actions(user).map((action) => (
          <button
            type="button"
            key={action}
            class={action === "delete" ? "secondary danger" : "secondary"}
            onClick={() => ask(action)}
          >
            {t(`action.${action}`)}
          </button>
        ))}
        <a href={to("settings/activity", new URLSearchParams({ user: user.id }))}>{t("facts.activity")}</a>
      </div>
      {action && <UserDialog user={user} action={action} reload={done} onClose={() => ask(undefined)} />}
    </section>
  );
}

function facts(user: OneUser): Record<string, ComponentChildren> {
  const { mfa } = user;
  return {
    [t("email.label")]: <Address email={user.email} />,
    [t("facts.status")]: t(`status.${user.status}`),
    [t("column.role")]: t(`role.${user.role}`),
    [t("column.method")]: t(`method.${user.sign_in}`),
    [t("column.required")]: `${t(mfa.required ? "yes" : "no")}: ${t(`because.${mfa.why}`)}`,
    [t("column.state")]: <Authenticator user={user} />,
    [t("column.last")]: date(user.last_sign_in_at),
    [t("facts.sessions")]: user.sessions ? t("facts.signed_in", { n: user.sessions }) : t("facts.signed_out"),
    [t("facts.created")]: date(user.created_at),
  };
}

function Authenticator({ user }: { user: User }) {
  const { enrolled_at, last_used_at, reset_until } = user.mfa;
  return (
    <>
      <MfaState user={user} />
      {enrolled_at && <span class="hint">{t("users.since", { date: date(enrolled_at) })}</span>}
      {last_used_at && <span class="hint">{t("facts.last_used", { date: date(last_used_at) })}</span>}
      {reset_until && <span class="hint">{t("facts.reset_until", { date: date(reset_until) })}</span>}
    </>
  );
}
