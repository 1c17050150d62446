/** How much a list has found, and whether more may come; while it is asked, that it is. */
import { place } from "../routing";
import { t, type Key } from "../texts";
import type { Load } from "../ui/load";

interface Props {
  of: Load<{ items: unknown[]; next_cursor: string | null; total?: number | null }>;
  /** The names of the filters. */
  names: readonly string[];
  /** The prefix of the texts. */
  kind: "users" | "activity";
  /** Only the beginning of the list was read, since the reader is still typing. */
  isTyping?: boolean;
}

export function Found({ of: { data, isBusy }, names, kind, isTyping = false }: Props) {
  const isFiltered = names.some((name) => place().query.has(name));
  return (
    <p role="status" class="found" aria-busy={isBusy}>
      {isBusy ? t("found.busy") : data && say(data, kind, isFiltered, isTyping)}
    </p>
  );
}

function say(data: NonNullable<Props["of"]["data"]>, kind: Props["kind"], isFiltered: boolean, isTyping: boolean) {
  const n = data.items.length;
  if (data.total != null) return t("users.total", { n: data.total });
  if (!n && data.next_cursor && isTyping) return t("users.press_enter");
  if (!n) return t(`${kind}.${isFiltered ? "none" : "empty"}`);
  const rest: Key = data.next_cursor ? "found.more" : "found.all";
  return `${t(`${kind}.count`, { n })} ${isFiltered || kind === "activity" ? t(rest) : ""}`.trim();
}
