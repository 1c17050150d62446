/** A button that opens a short list of links and actions next to itself. */
import type { ComponentChildren, TargetedToggleEvent } from "preact";
import { useId, useRef } from "preact/hooks";

interface Props {
  label: ComponentChildren;
  name?: string;
  children: ComponentChildren;
}

export function Menu({ label, name, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);

  function place(event: TargetedToggleEvent<HTMLElement>) {
    const list = event.currentTarget;
    const anchor = button.current?.getBoundingClientRect();
    const isOpen = event.newState === "open";
    button.current?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !anchor) return;
    const isRtl = getComputedStyle(list).direction === "rtl";
    const start = isRtl ? anchor.left : anchor.right - list.offsetWidth;
    list.style.left = `${Math.max(8, Math.min(start, innerWidth - list.offsetWidth - 8))}px`;
    const below = anchor.bottom + 6;
    list.style.top = `${below + list.offsetHeight > innerHeight ? Math.max(8, anchor.top - list.offsetHeight - 6) : below}px`;
    list.querySelector<HTMLElement>("a,button")?.focus();
  }

  return (
    <>
      <button
        type="button"
        class="quiet menu-button"
        popovertarget={id}
        aria-expanded={false}
        aria-label={name}
        ref={button}
      >
        {label}
      </button>
      <ul
        popover="auto"
        class="menu"
        id={id}
        onToggle={place}
        onKeyDown={move}
        onClick={(event) => event.currentTarget.hidePopover()}
      >
        {children}
      </ul>
    </>
  );
}

/** Arrow keys, Home and End go round the entries; Tab and Escape are the browser's. */
function move(event: KeyboardEvent): void {
  const entries = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("a,button")];
  const at = entries.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  entries.at(next % entries.length)?.focus();
}
