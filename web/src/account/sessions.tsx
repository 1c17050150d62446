/** Where the reader is signed in, and ending what is not theirs. */
import { call } from "../api";
import type { Answer } from "../api/client";
import { set } from "../state";
import { date, t } from "../texts";
import { Act } from "../ui/act";
import { Card } from "../ui/card";
import { Loaded, useLoad } from "../ui/load";

type OwnSession = Answer<"/v1/me/sessions", "get">["items"][number];

export function OwnSessions() {
  const sessions = useLoad(() => call("get", "/v1/me/sessions"));
  const end = async (id: string) => {
    await call("delete", "/v1/me/sessions/{id}", { params: { id } });
    set({ notice: "notice.one_ended" });
    sessions.reload();
  };
  const endOthers = async () => {
    await call("delete", "/v1/me/sessions");
    set({ notice: "notice.others_ended" });
    sessions.reload();
  };
  return (
    <Card title={t("sessions.title")}>
      <p>{t("sessions.lead")}</p>
      <Loaded of={sessions}>
        {({ items }) => (
          <>
            <ul class="list">
              {items.toSorted(currentFirst).map((session) => (
                <Line key={session.id} session={session} onEnd={() => end(session.id)} />
              ))}
            </ul>
            {items.length > 1 && <Act text={t("sessions.end_others")} act={endOthers} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Line({ session, onEnd }: { session: OwnSession; onEnd: () => Promise<void> }) {
  const name = browserName(session.user_agent);
  return (
    <li>
      <div>
        <strong>{name}</strong> {session.current && <span class="tag good">{t("sessions.this")}</span>}
        <p class="hint">
          {t("sessions.used", { since: date(session.created_at), last: date(session.last_seen_at) })}
        </p>
      </div>
      {!session.current && <Act text={t("sessions.end")} name={t("sessions.end_named", { name })} act={onEnd} />}
    </li>
  );
}

function currentFirst(one: OwnSession, other: OwnSession): number {
  return Number(other.current) - Number(one.current);
}

/** Browser and system out of a User-Agent header, as far as a person can use them. */
function browserName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\w*\//.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  const known = { Edg: "Edge", OPR: "Opera" }[browser ?? ""] ?? browser;
  return known && system ? `${known}, ${system}` : agent || t("sessions.unknown");
}
