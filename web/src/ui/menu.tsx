/** A button that opens a short list of links and actions next to itself. */
import type { ComponentChildren, TargetedToggleEvent } from "preact";
import { useId, useRef } from "preact/hooks";

/** Pixels between the list and what is round it. */
const GAP = 6;

interface Props {
  label: ComponentChildren;
  name?: string;
  children: ComponentChildren;
}

export function Menu({ label, name, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);

  /** The first entry takes the focus as the list opens: `toggle` comes later, when a key may have been pressed. */
  function onBeforeToggle(event: TargetedToggleEvent<HTMLElement>) {
    const first = event.currentTarget.querySelector<HTMLElement>("a,button");
    if (first) first.autofocus = event.newState === "open";
  }

  function onToggle(event: TargetedToggleEvent<HTMLElement>) {
    const isOpen = event.newState === "open";
    button.current?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !button.current) return;
    placeBeside(event.currentTarget, button.current.getBoundingClientRect());
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
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={move}
        onClick={(event) => event.currentTarget.hidePopover()}
      >
        {children}
      </ul>
    </>
  );
}

/** Below the button, or above where there is no room; always within the window. */
function placeBeside(list: HTMLElement, button: DOMRect): void {
  const isRtl = getComputedStyle(list).direction === "rtl";
  const left = isRtl ? button.left : button.right - list.offsetWidth;
  const hasRoom = button.bottom + GAP + list.offsetHeight <= innerHeight;
  const top = hasRoom ? button.bottom + GAP : button.top - GAP - list.offsetHeight;
  list.style.left = `${Math.max(GAP, Math.min(left, innerWidth - list.offsetWidth - GAP))}px`;
  list.style.top = `${Math.max(GAP, top)}px`;
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
