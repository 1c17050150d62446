/** What happened, newest first, in plain words, with the request id that an error page shows. */
import { call } from "../api";
import type { Query } from "../api/client";
import { asked } from "../routing";
import { endings, t } from "../texts";
import { Field } from "../ui/fields";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Pager } from "../ui/pager";
import { beginning } from "./days";
import { EventsTable } from "./events-table";
import { Export } from "./export";
import { Choice, Filters } from "./filters";
import { Found } from "./found";
import { PersonFilter } from "./person-filter";
import { readOn } from "./read-on";

type Filtered = NonNullable<Query<"/v1/events", "get">>;

const PAGE = 50;
const NAMES = ["user", "type", "since", "until"] as const;

export function Activity() {
  const filters = wanted();
  const query = { ...filters, ...asked("cursor"), limit: PAGE };
  const read = (from: { cursor?: string }) => call("get", "/v1/events", { query: { ...query, ...from } });
  const events = useLoad((isCurrent) => readOn(read, isCurrent), JSON.stringify(query));
  return (
    <Page title={t("activity.title")} lead={t("activity.lead")} actions={<Exports filters={filters} />}>
      <Filters names={NAMES}>
        <PersonFilter />
        <Choice name="type" prefix="event" values={endings("event.")} />
        <Field name="since" type="date" label={t("filter.since")} />
        <Field name="until" type="date" label={t("filter.until")} />
      </Filters>
      <Found of={events} names={NAMES} kind="activity" />
      <Loaded of={events}>
        {({ items, people, next_cursor }) => (
          <>
            {items.length > 0 && <EventsTable events={items} people={people} />}
            <Pager next={next_cursor} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** What the URL asks, as the API takes it: the last day counts to its end. */
function wanted(): Filtered {
  const { since, until, ...rest } = asked(...NAMES);
  const [from, to] = [beginning(since), beginning(until, 1)];
  return { ...(rest as Filtered), ...(from && { since: from }), ...(to && { until: to }) };
}

function Exports({ filters }: { filters: Filtered }) {
  return (["csv", "jsonl"] as const).map((format) => (
    <Export
      key={format}
      name={`activity.${format}`}
      label={`export.${format}`}
      fetch={({ onHeaders, ...part }) =>
        call("get", `/v1/events/export.${format}`, { query: { ...filters, ...part }, onHeaders })
      }
    />
  ));
}
