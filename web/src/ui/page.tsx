/** The frame of every screen: its heading, which takes the focus on arrival, and the title of the tab. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { state } from "../state";
import { PageNotice } from "./notice";

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
      <PageNotice />
      {lead && <p class="lead">{lead}</p>}
      {children}
    </>
  );
}
