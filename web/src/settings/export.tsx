/** Fetches a list as a file, part by part; through the client, so that a refusal is told and a step-up asked. */
import { t, type Key } from "../texts";
import { Act } from "../ui/act";
import { download } from "../ui/save";

interface Part {
  cursor?: string;
  onHeaders: (headers: Headers) => void;
}

interface Props {
  name: string;
  label?: Key;
  fetch: (part: Part) => Promise<string>;
}

export function Export({ name, label = "export.csv", fetch }: Props) {
  const type = name.endsWith(".csv") ? "text/csv" : "application/jsonl";
  return <Act text={t(label)} act={async () => download(name, await whole(fetch), type)} />;
}

async function whole(fetch: Props["fetch"]): Promise<string> {
  const parts: string[] = [];
  let cursor: string | null | undefined;
  do {
    const onHeaders = (headers: Headers) => (cursor = headers.get("X-Next-Cursor"));
    parts.push((await fetch(cursor ? { cursor, onHeaders } : { onHeaders })) ?? "");
  } while (cursor);
  return parts.join("");
}
