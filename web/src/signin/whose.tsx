/** Whose sign-in this is, with the way back for anybody else. */
import { dropChallenge } from "../challenge";
import { to } from "../routing";
import { set } from "../state";
import { t } from "../texts";

export function Whose({ email }: { email: string | undefined }) {
  if (!email) return null;
  return (
    <p class="whose">
      <span>
        <span class="hint">{t("whose.account")}</span>
        <strong>{email}</strong>
      </span>
      <a href={to("")} onClick={forget}>
        {t("whose.another")}
      </a>
    </p>
  );
}

function forget(): void {
  dropChallenge();
  set({ email: undefined });
}
