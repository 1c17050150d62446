/** What happened, newest first, in plain words, with the request id that an error page shows. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { asked } from "../routing";
import { date, endings, t, tOr } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Pager } from "../ui/pager";
import { Export } from "./export";
import { Filters } from "./filters";
import { Person } from "./person";

type Event = Answer<"/v1/events", "get">["items"][number];

const PAGE = 50;
/** What tells a reader nothing. */
const SILENT = ["session", "aal"];

export function Activity() {
  const filters = asked("user", "type") as { type?: Event["type"] };
  const query = { ...filters, ...asked("cursor"), limit: PAGE };
  const events = useLoad(() => call("get", "/v1/events", { query }), JSON.stringify(query));
  const actions = (["csv", "jsonl"] as const).map((format) => (
    <Export
      key={format}
      name={`activity.${format}`}
      label={`export.${format}`}
      fetch={({ onHeaders, ...part }) =>
        call("get", `/v1/events/export.${format}`, { query: { ...filters, ...part }, onHeaders })
      }
    />
  ));
  return (
    <Page title={t("activity.title")} lead={t("activity.lead")} actions={actions}>
      <Filters choices={[["type", "event", endings("event.")]]} />
      <Loaded of={events}>
        {({ items, next_cursor }) => (
          <>
            {items.length ? <Table events={items} /> : <p role="status">{t("activity.none")}</p>}
            <Pager next={next_cursor} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Table({ events }: { events: Event[] }) {
  return (
    <table>
      <caption class="hidden">{t("activity.title")}</caption>
      <thead>
        <tr>
          {(["event", "subject", "actor", "time", "request"] as const).map((column) => (
            <th scope="col" key={column}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <th scope="row">
              {tOr(`event.${event.type}`, "activity.other", { type: event.type })}
              <Details detail={event.detail} />
            </th>
            <td data-label={t("column.subject")}>{event.user && <Person id={event.user} />}</td>
            <td data-label={t("column.actor")}>
              <Person id={event.actor} />
            </td>
            <td data-label={t("column.time")}>
              <span class="nowrap">{date(event.at)}</span>
            </td>
            <td data-label={t("column.request")}>
              <code>{event.request_id}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What more the record says, as it says it: a reason, the fields that were changed. */
function Details({ detail }: { detail: Event["detail"] }) {
  const said = Object.entries(detail)
    .filter(([name, value]) => !SILENT.includes(name) && value !== null && value !== "")
    .map(([name, value]) => `${name}: ${value}`);
  return said.length ? <span class="hint">{said.join(", ")}</span> : null;
}
