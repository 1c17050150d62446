/** Account settings, for admins: the policy, the users, what happened, and the tenant itself. */
import type { ComponentChildren } from "preact";
import { place, to } from "../routing";
import { t } from "../texts";
import "./settings.css";

const PAGES = ["policy", "users", "sso", "activity", "tenant"] as const;

export function Settings({ children }: { children: ComponentChildren }) {
  const { page } = place();
  return (
    <div class="settings">
      <nav aria-label={t("settings.title")}>
        <p class="eyebrow">{t("settings.title")}</p>
        <ul>
          {PAGES.map((name) => {
            const isHere = page.startsWith(`settings/${name}`);
            return (
              <li key={name}>
                <a href={to(`settings/${name}`)} {...(isHere && { "aria-current": "page" })}>
                  {t(`settings.${name}`)}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <div class="content">{children}</div>
    </div>
  );
}
