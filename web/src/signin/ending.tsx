/** Where a way ends: what has happened, and the one thing to do next. */
import { to } from "../routing";
import { state } from "../state";
import { t, type Key } from "../texts";
import { Page } from "../ui/page";
import { Support } from "../ui/support";

interface Way {
  page: string;
  text: Key;
  support?: boolean;
}

const ENDINGS = {
  expired: { page: "", text: "start_again" },
  "enrolment-expired": { page: "", text: "to_sign_in", support: true },
  "authenticator-disabled": { page: "recovery", text: "lost_phone.have_code", support: true },
  "link-expired": { page: "forgotten-password", text: "ending.new_link", support: true },
  "invitation-expired": { page: "", text: "to_sign_in", support: true },
  "link-incomplete": { page: "", text: "to_sign_in" },
  "signed-out": { page: "", text: "sign_in.again" },
  unknown: { page: "", text: "ending.home" },
  forbidden: { page: "account", text: "ending.account" },
} satisfies Record<string, Way>;

export type EndingKind = keyof typeof ENDINGS;

export function isEnding(page: string): page is EndingKind {
  return Object.hasOwn(ENDINGS, page);
}

export function Ending({ kind }: { kind: EndingKind }) {
  const way: Way = ENDINGS[kind];
  const page = !way.page && state.session ? "account" : way.page;
  return (
    <Page title={t(`ending.${kind}.title`)} lead={t(`ending.${kind}.lead`)}>
      {way.support && <Support />}
      <div class="buttons">
        <a class="button primary" href={to(page)}>
          {t(way.text)}
        </a>
      </div>
    </Page>
  );
}
