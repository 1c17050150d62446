/** Who can sign in: search, filters that live in the URL, and one row for each user. */
import { call } from "../api";
import { asked, to } from "../routing";
import { t } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Pager } from "../ui/pager";
import { Export } from "./export";
import { Filters } from "./filters";
import { UsersTable } from "./users-table";

const PAGE = 50;
const ROLES = ["admin", "member"];
const METHODS = ["password", "sso"];
const STATES = ["required", "not_required", "enrolled", "not_enrolled", "required_not_enrolled", "reset", "disabled"];

export function Users() {
  const filters = asked("query", "mfa", "role", "sign_in");
  const query = { ...filters, ...asked("cursor"), limit: PAGE };
  const users = useLoad(() => call("get", "/v1/users", { query }), JSON.stringify(query));
  const actions = (
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
  return (
    <Page title={t("users.title")} actions={actions}>
      <Filters
        search="query"
        choices={[
          ["mfa", "mfa", STATES],
          ["role", "role", ROLES],
          ["sign_in", "method", METHODS],
        ]}
      />
      <Loaded of={users}>
        {({ items, next_cursor }) => (
          <>
            <p role="status" class="count">
              {t(items.length ? "users.count" : "users.none", { n: items.length })}
            </p>
            {items.length > 0 && <UsersTable users={items} reload={users.reload} />}
            <Pager next={next_cursor} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
