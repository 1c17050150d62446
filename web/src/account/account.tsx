/** The reader's own account: authenticator, recovery code, password and sessions. */
import { state } from "../state";
import { date, DAY, t } from "../texts";
import { Notice } from "../ui/notice";
import { Page } from "../ui/page";
import { OwnAuthenticator } from "./authenticator";
import { OwnPassword } from "./password";
import { OwnSessions } from "./sessions";

export function Account() {
  const { user, step_up, mfa_required_from: from } = state.session!;
  const isSso = step_up === "sso";
  return (
    <Page title={t("account.title")} lead={t("account.lead", { email: user.email, role: t(`role.${user.role}`) })}>
      {from && <Notice kind="warning">{t("account.required_from", { date: date(from, DAY) })}</Notice>}
      {!isSso && <OwnAuthenticator />}
      {!isSso && <OwnPassword />}
      <OwnSessions />
    </Page>
  );
}
