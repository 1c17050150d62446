/** The frame of every screen: its heading, which takes the focus on arrival where no field is to have it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { PageNotice } from "./notice";
import { useTitle } from "./title";

interface Props {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

let isFirst = true;

export function Page({ title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    const hasField = heading.current?.closest("main")?.querySelector("[autofocus]");
    if (!hasField && !isFirst) heading.current?.focus();
    isFirst = false;
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
