/** Who can sign in: search, filters that live in the URL, and one row for each user. */
import { useState } from "preact/hooks";
import { call } from "../api";
import { asked, to } from "../routing";
import { t } from "../texts";
import { Field } from "../ui/fields";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Pager } from "../ui/pager";
import { Export } from "./export";
import { Choice, Filters } from "./filters";
import { Found } from "./found";
import { readOn } from "./read-on";
import { UsersTable } from "./users-table";

const PAGE = 50;
const NAMES = ["query", "mfa", "role", "sign_in"] as const;
const ROLES = ["admin", "member"];
const METHODS = ["password", "sso"];
const STATES = ["required", "not_required", "enrolled", "not_enrolled", "required_not_enrolled", "reset", "disabled"];

export function Users() {
  // While one types, only the beginning of the list is read: a long list would be read anew with each letter.
  const [isTyping, setTyping] = useState(false);
  const filters = asked(...NAMES);
  const query = { ...filters, ...asked("cursor"), limit: PAGE };
  const read = (from: { cursor?: string }) => call("get", "/v1/users", { query: { ...query, ...from } });
  const users = useLoad(
    (isCurrent) => readOn(read, () => isCurrent() && !isTyping),
    JSON.stringify({ query, isTyping }),
  );
  return (
    <Page title={t("users.title")} actions={<Actions filters={filters} />}>
      <Filters names={NAMES} onAsk={setTyping}>
        <Field name="query" type="search" label={t("filter.search")} autocomplete="off" />
        <Choice name="mfa" prefix="mfa" values={STATES} />
        <Choice name="role" prefix="role" values={ROLES} />
        <Choice name="sign_in" prefix="method" values={METHODS} />
      </Filters>
      <Found of={users} names={NAMES} kind="users" isTyping={isTyping} />
      <Loaded of={users}>
        {({ items, next_cursor }) => (
          <>
            {items.length > 0 && <UsersTable users={items} reload={users.reload} />}
            <Pager next={isTyping && !items.length ? null : next_cursor} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ filters }: { filters: Record<string, string> }) {
  return (
    <>
      <Export
        name="users.csv"
        fetch={({ onHeaders, ...part }) =>
          call("get", "/v1/users/export", { query: { ...filters, ...part }, onHeaders })
        }
      />
      <a class="button secondary" href={to("settings/users/import")}>
        {t("users.import")}
      </a>
      <a class="button primary" href={to("settings/users/new")}>
        {t("users.add")}
      </a>
    </>
  );
}
