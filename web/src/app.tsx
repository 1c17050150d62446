/** Learns the tenant and the session, then draws the screen of the place. */
import { bare } from "./api";
import { Problem } from "./api/problem";
import { place } from "./routing";
import { Screen } from "./screens";
import { set, state } from "./state";
import { Workspace } from "./signin/workspace";
import { t } from "./texts";
import { Gate } from "./ui/gate";
import { Loaded, Loading, useLoad } from "./ui/load";
import { Page } from "./ui/page";

export function App() {
  const { tenant } = state;
  const { tenant: slug } = place();
  const start = useLoad(() => begin(slug), slug);
  if (slug && !start.failure && tenant?.slug === slug)
    return <Screen />;
  return <Gate>{!slug ? <Workspace /> : start.failure ? <CannotStart start={start} slug={slug} /> : <Loading />}</Gate>;
}

async function begin(slug: string): Promise<void> {
  if (!slug) return;
  const [tenant, session] = await Promise.all([
    bare("get", "/v1/tenants/{tenant}", { params: { tenant: slug } }),
    bare("get", "/v1/session").catch(noSession),
  ]);
  set({ tenant, session });
}

function noSession(problem: unknown): undefined {
  if (!(problem instanceof Problem && problem.code === "not_signed_in")) throw problem;
}

function CannotStart({ start, slug }: { start: ReturnType<typeof useLoad<void>>; slug: string }) {
  const isUnknown = start.failure instanceof Problem && start.failure.code === "not_found";
  if (isUnknown) return <Workspace key={slug} unknown={slug} />;
  return (
    <Page title={t("load.failed")}>
      <Loaded of={start}>{() => null}</Loaded>
    </Page>
  );
}
