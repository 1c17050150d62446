/** Something to know, whose kind is told by colour, icon and role. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { set, state } from "../state";
import { t, type Key } from "../texts";

export type Kind = "information" | "success" | "warning" | "error";

/** What the texts of a notice are, where they do not tell of a success. */
const KINDS: Partial<Record<Key, Kind>> = {
  "notice.session_ended": "information",
  "notice.policy_changed": "information",
  "notice.still_signed_in": "error",
  "error.precondition_failed": "warning",
};

export function Notice({ kind, children }: { kind: Kind; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={roleOf(kind)}>
      {children}
    </div>
  );
}

/** Says once why the reader is here, or what has just been done; gone with the page. */
export function PageNotice() {
  const { notice } = state;
  const kind = kindOf(notice);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (notice) box.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (notice && state.notice === notice) set({ notice: undefined });
    };
  }, [notice]);
  return (
    <div role={roleOf(kind)} ref={box}>
      {notice && (
        <div class={`notice ${kind}`}>
          {t(notice)}
          <button
            type="button"
            class="quiet close"
            aria-label={t("close")}
            onClick={() => set({ notice: undefined })}
          />
        </div>
      )}
    </div>
  );
}

function kindOf(notice?: Key): Kind {
  if (notice?.startsWith("problem.")) return "error";
  return (notice && KINDS[notice]) ?? "success";
}

function roleOf(kind: Kind): "alert" | "status" {
  return kind === "error" ? "alert" : "status";
}
