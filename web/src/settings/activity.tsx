/** What happened, newest first, in plain words, with the request id that an error page shows. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { place } from "../routing";
import { date, t, tOr } from "../texts";
import { Loaded, useLoad } from "../ui/load";
import { Page } from "../ui/page";
import { Pager } from "../ui/pager";
import { EVENTS } from "./events";
import { Export } from "./export";
import { Filters } from "./filters";

type Event = Answer<"/v1/events", "get">["items"][number];

const PAGE = 50;

export function Activity() {
  const query = Object.fromEntries(place().query);
  const events = useLoad(() => call("get", "/v1/events", { query: { ...query, limit: PAGE } }), JSON.stringify(query));
  const file = (format: "csv" | "jsonl") => () => call("get", "/v1/events/export", { query: { ...query, format } });
  const actions = (
    <>
      <Export name="activity.csv" label="export" fetch={file("csv")} />
      <Export name="activity.jsonl" label="export.jsonl" fetch={file("jsonl")} />
    </>
  );
  return (
    <Page title={t("activity.title")} lead={t("activity.lead")} actions={actions}>
      <Filters choices={[["type", "event", EVENTS]]} />
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
          {(["event", "actor", "time", "request"] as const).map((column) => (
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
              {tOr(`event.${event.type}`, "event.other", { type: event.type })}
              {event.user && event.user !== event.actor && <span class="hint">{event.user}</span>}
            </th>
            <td data-label={t("column.actor")}>{tOr(`actor.${event.actor}`, "actor.named", { name: event.actor })}</td>
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
