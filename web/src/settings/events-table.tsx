/** The events of a page as a table: what, about whom, by whom, when, and in which request. */
import type { Answer } from "../api/client";
import { to } from "../routing";
import { date, t, tOr } from "../texts";
import { details } from "./details";

type Events = Answer<"/v1/events", "get">;
type People = Events["people"];

const COLUMNS = ["event", "subject", "actor", "moment"] as const;

export function EventsTable({ events, people }: { events: Events["items"]; people: People }) {
  return (
    <table class="events">
      <caption class="hidden">{t("activity.title")}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
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
              {tOr(`event.${event.type}`, "activity.other")}
              <span class="hint">{details(event).join(" · ")}</span>
            </th>
            <td data-label={t("column.subject")}>{event.user && <Person id={event.user} people={people} />}</td>
            <td data-label={t("column.actor")}>
              <Person id={event.actor} people={people} />
            </td>
            <td data-label={t("column.moment")}>
              {date(event.at)} <code class="hint">{event.request_id}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A user, who leads to the user's page; or whoever else acts: nobody who is known, an operator. */
function Person({ id, people }: { id: string; people: People }) {
  const known = people[id];
  if (known)
    return (
      <a href={to(`settings/users/${id}`)} title={known.email}>
        {known.name}
      </a>
    );
  if (id.startsWith("usr_")) return <>{t("actor.deleted")}</>;
  const [kind = "", name = ""] = id.split(":");
  return <>{tOr(`actor.${kind}`, "actor.other", { name })}</>;
}
