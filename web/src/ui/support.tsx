/** Whom to ask: the tenant's support contact, as a link where it is an address; else the admins. */
import { state } from "../state";
import { t } from "../texts";

export function Support() {
  const contact = state.tenant?.support_contact;
  if (!contact) return <p>{t("support.admin")}</p>;
  return (
    <p>
      {t("support")} {link(contact)}
    </p>
  );
}

function link(contact: string) {
  if (/^https:\/\/\S+$/.test(contact)) return <a href={contact}>{contact}</a>;
  if (/^[^\s@:?]+@[^\s@:?]+$/.test(contact)) return <a href={`mailto:${contact}`}>{contact}</a>;
  return <strong>{contact}</strong>;
}
