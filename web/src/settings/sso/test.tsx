/** Tries the draft in this browser, and says what the provider said of the reader; nobody is signed in by it. */
import { call } from "../../api";
import type { Answer } from "../../api/client";
import { date, t, tOr, type Key } from "../../texts";
import { Act } from "../../ui/act";
import { Notice } from "../../ui/notice";

type Tested = Answer<"/v1/sso/test", "get">;

const CLAIMS = ["email", "email_verified", "name", "sub", "amr", "auth_time"] as const;

export function Test({ test, isTested }: { test: Tested; isTested: boolean }) {
  const begin = async () => {
    const { location: provider } = await call("post", "/v1/sso/test");
    location.assign(provider);
  };
  return (
    <section class="card">
      <h2>{t("sso.test")}</h2>
      <p>{t("sso.test_lead")}</p>
      {test.state === "passed" && <Notice kind="success">{t("sso.passed")}</Notice>}
      {test.state === "failed" && (
        <Notice kind="error">{tOr(`sso_problem.${test.problem}`, "sso_problem.sso_failed")}</Notice>
      )}
      {test.state === "waiting" && <Notice kind="information">{t("sso.waiting")}</Notice>}
      {test.claims && <Claims claims={test.claims} />}
      <div class="buttons">
        <Act text={t(isTested ? "sso.test_again" : "sso.test_do")} act={begin} />
      </div>
    </section>
  );
}

function Claims({ claims }: { claims: Record<string, unknown> }) {
  return (
    <>
      <h3>{t("sso.claims")}</h3>
      <dl class="facts">
        {CLAIMS.map((name) => (
          <div key={name}>
            <dt>{t(`claim.${name}` as Key)}</dt>
            <dd>{name in claims ? said(name, claims[name]) : t("claim.absent")}</dd>
          </div>
        ))}
      </dl>
      {!("auth_time" in claims) && <Notice kind="warning">{t("sso.no_auth_time")}</Notice>}
    </>
  );
}

function said(name: string, value: unknown): string {
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (name === "auth_time") return date(new Date(Number(value) * 1000).toISOString());
  return Array.isArray(value) ? value.join(", ") : String(value);
}
