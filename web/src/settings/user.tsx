/** One user: how things stand and what can be done, and below it what can be edited. */
import { call } from "../api";
import { place, to } from "../routing";
import { t } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { UserForm } from "./user-form";
import { UserFacts } from "./user-facts";

interface Props {
  /** Left out for a new user. */
  id?: string;
}

export function UserPage({ id }: Props) {
  const load = useLoad(
    async () => ({
      policy: await call("get", "/v1/policy"),
      user: id === undefined ? undefined : await call("get", "/v1/users/{id}", { params: { id } }),
    }),
    place().page,
  );
  return (
    <Page title={load.data?.user?.name ?? t(id === undefined ? "users.add" : "users.edit")}>
      <p class="aside">
        <a href={to("settings/users")}>{t("users.back")}</a>
      </p>
      <Loaded of={load}>
        {({ policy, user }) => (
          <>
            {user && <UserFacts user={user} reload={load.reload} />}
            <UserForm key={user?.version} policy={policy} user={user} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
