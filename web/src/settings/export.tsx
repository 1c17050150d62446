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

/** Lets spreadsheets see that it is UTF-8; the service sends it, and reading an answer as text takes it away. */
const MARK = "\ufeff";

export function Export({ name, label = "export.csv", fetch }: Props) {
  const isCsv = name.endsWith(".csv");
  const save = async () => {
    const text = await whole(fetch);
    download(name, isCsv ? MARK + text : text, isCsv ? "text/csv" : "application/jsonl");
  };
  return <Act text={t(label)} act={save} />;
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
