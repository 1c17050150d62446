/** Fetches a list as a file; through the client, so that a refusal is told and a step-up asked. */
import { t, type Key } from "../texts";
import { Act } from "../ui/act";
import { download } from "../ui/save";

export function Export({ name, label = "export", fetch }: { name: string; label?: Key; fetch: () => Promise<string> }) {
  const type = name.endsWith(".csv") ? "text/csv" : "application/x-ndjson";
  return <Act text={t(label)} act={async () => download(name, await fetch(), type)} />;
}
