/** Who can sign in: search, filters that live in the URL, and one row for each user. */
import { call } from "../api";
import type { Query } from "../api/client";
import { place, to } from "../routing";
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
const STATES = ["off", "required_not_enrolled", "on", "identity_provider", "reset", "disabled"];

export function Users() {
  const query: Query<"/v1/users", "get"> & object = Object.fromEntries(place().query);
  const users = useLoad(
    () => call("get", "/v1/users", { query: { ...query, limit: PAGE } }),
    JSON.stringify(query),
  );
  const actions = (
    <>
      <Export name="users.csv" fetch={() => call("get", "/v1/users/export", { query: { ...query } })} />
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
          ["mfa", "state", STATES],
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
