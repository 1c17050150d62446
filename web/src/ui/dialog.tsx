/** A modal question in a native dialog, one at a time: a later one takes its place, and gives it back. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../texts";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** The dialogs that there are; the last one is to be seen. */
const open = signal<string[]>([]);

export function Dialog({ title, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const held = useRef<HTMLElement | null>(null);
  const id = useId();
  const isFront = open.value.at(-1) === id;
  useEffect(() => {
    const opener = document.activeElement;
    open.value = [...open.peek(), id];
    return () => {
      open.value = open.peek().filter((other) => other !== id);
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  useEffect(() => {
    if (!isFront) return box.current?.close();
    box.current?.showModal();
    held.current?.focus();
  }, [isFront]);
  return (
    <dialog
      ref={box}
      aria-labelledby={id}
      onClose={() => open.peek().at(-1) === id && onClose()}
      onFocusIn={(event) => (held.current = event.target as HTMLElement)}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** The way out that every dialog has beside its main button. */
export function Cancel() {
  return (
    <button type="button" class="secondary" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
      {t("cancel")}
    </button>
  );
}
