/** The frame of the signed-in pages: the tenant at one end, one's own name with its menu at the other. */
import type { ComponentChildren } from "preact";
import { to } from "../routing";
import { signOut } from "../signin/sign-out";
import { state } from "../state";
import { t } from "../texts";
import { Brand } from "./brand";
import { Footer } from "./footer";
import { Menu } from "./menu";

export function Shell({ children }: { children: ComponentChildren }) {
  const { user } = state.session!;
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <header>
        <Brand name={state.tenant!.name} href={to("account")} />
        <Menu label={user.name}>
          <li>
            <a href={to("account")}>{t("account.title")}</a>
          </li>
          {user.role === "admin" && (
            <li>
              <a href={to("settings/policy")}>{t("settings.title")}</a>
            </li>
          )}
          <li>
            <button type="button" onClick={() => signOut()}>
              {t("sign_out")}
            </button>
          </li>
        </Menu>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </div>
  );
}
