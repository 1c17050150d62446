/** The frame of every screen: its heading, which takes the focus on arrival, and the title of the tab. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { set, state } from "../state";
import { t } from "../texts";

interface Props {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

let isFirst = true;

export function Page({ title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.title;
    document.title = [title, state.tenant?.name].filter(Boolean).join(" – ");
    if (!isFirst) heading.current?.focus();
    isFirst = false;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <>
      <header class="heading">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      <Notice />
      {lead && <p class="lead">{lead}</p>}
      {children}
    </>
  );
}

/** Says once why the reader is here; gone with the page. */
function Notice() {
  const { notice } = state;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (notice) box.current?.scrollIntoView({ block: "nearest" });
    return () => {
      if (notice && state.notice === notice) state.notice = undefined;
    };
  }, [notice]);
  return (
    <div role="status" ref={box}>
      {notice && (
        <p class="notice">
          {t(notice)}
          <button
            type="button"
            class="quiet close"
            aria-label={t("close")}
            onClick={() => set({ notice: undefined })}
          />
        </p>
      )}
    </div>
  );
}
