/** From one page of a long list to the next; the place in the list is part of the URL. */
import { place, to } from "../routing";
import { t } from "../texts";

export function Pager({ next }: { next: string | null }) {
  const { page, query } = place();
  const isFirst = !query.has("cursor");
  if (!next && isFirst) return null;
  return (
    <nav class="buttons" aria-label={t("pager.label")}>
      {!isFirst && <a href={to(page, withCursor(query))}>{t("pager.first")}</a>}
      {next && <a href={to(page, withCursor(query, next))}>{t("pager.next")}</a>}
    </nav>
  );
}

function withCursor(query: URLSearchParams, cursor?: string): URLSearchParams {
  const other = new URLSearchParams(query);
  if (cursor) other.set("cursor", cursor);
  else other.delete("cursor");
  return other;
}
