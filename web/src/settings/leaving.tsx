/** Asks before a page is left whose work would stop; on the page only while it works. */
import { useEffect, useState } from "preact/hooks";
import { go, guardPage } from "../routing";
import { t } from "../texts";
import { Dialog } from "../ui/dialog";

export function Leaving({ title, lead }: { title: string; lead: string }) {
  const [wanted, want] = useState<string>();
  useEffect(() => watch(want), []);
  if (!wanted) return null;
  return (
    <Dialog title={title} onClose={() => want(undefined)}>
      <p>{lead}</p>
      <div class="buttons">
        <button type="button" class="primary" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          {t("leaving.stay")}
        </button>
        <button type="button" class="secondary danger" onClick={() => go(wanted)}>
          {t("leaving.leave")}
        </button>
      </div>
    </Dialog>
  );
}

/** Links and Back are ours to hold; where the tab is closed or reloaded, the browser asks in its own words. */
function watch(want: (address: string) => void): () => void {
  const unload = (event: Event) => event.preventDefault();
  addEventListener("beforeunload", unload);
  const release = guardPage(want);
  return () => {
    release();
    removeEventListener("beforeunload", unload);
  };
}
