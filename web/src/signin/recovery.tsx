/** Instead of the authenticator's code: the recovery code, after which a new authenticator is set up. */
import { call } from "../api";
import { challenge } from "../challenge";
import { to } from "../routing";
import { t } from "../texts";
import { Page } from "../ui/page";
import { RecoveryForm } from "../ui/recovery";
import { follow } from "./follow";
import { Gone } from "./gone";
import { Whose } from "./whose";

export function Recovery() {
  const pending = challenge();
  if (pending?.next !== "verify") return <Gone />;
  const { token } = pending.challenge;
  return (
    <Page title={t("recovery.title")} lead={t("recovery.lead")}>
      <Whose email={pending.email} />
      <RecoveryForm
        send={async (recovery_code) =>
          follow(await call("post", "/v1/recovery", { body: { challenge: token, recovery_code } }))
        }
        ways={<a href={to("lost-phone")}>{t("recovery.without")}</a>}
      />
    </Page>
  );
}
