/** One thing on a page: its name, its state in a word, and what can be done with it. */
import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  /** The state in a word, and whether it is a good one. */
  tag?: string;
  isGood?: boolean;
  children: ComponentChildren;
}

export function Card({ title, tag, isGood = false, children }: Props) {
  return (
    <section class="card">
      <h2>
        {title} {tag && <span class={isGood ? "tag good" : "tag"}>{tag}</span>}
      </h2>
      {children}
    </section>
  );
}
