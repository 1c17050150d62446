/** Search and filters above a list; what is asked stands in the URL, to be kept and sent on. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { go, place, to } from "../routing";
import { t, tOr, type Key } from "../texts";
import { Select } from "../ui/fields";

/** Milliseconds without a key, after which what was typed is asked. */
export const PAUSE = 300;

interface Props {
  /** What the fields are called, in the form and in the URL. */
  names: readonly string[];
  /** Hears of each change, and whether the reader is still typing. */
  onAsk?: (isTyping: boolean) => void;
  children: ComponentChildren;
}

export function Filters({ names, onAsk, children }: Props) {
  const { page, query } = place();
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef(0);
  // The URL may change behind the fields' back: by Back, or by clearing.
  useEffect(() => names.forEach((name) => fill(form.current, name, query.get(name) ?? "")), [query.toString()]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (isTyping: boolean) => {
    clearTimeout(timer.current);
    if (!form.current) return;
    const given = new FormData(form.current);
    onAsk?.(isTyping);
    narrow(Object.fromEntries(names.filter((name) => given.has(name)).map((name) => [name, String(given.get(name))])));
  };
  const type = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(true), PAUSE);
  };
  return (
    <form
      class="filters"
      role="search"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        ask(false);
      }}
      onInput={(event) => isSearch(event) && type()}
      onChange={(event) => !isSearch(event) && ask(false)}
    >
      {children}
      {names.some((name) => query.has(name)) && (
        <a class="clear" href={to(page)} onClick={() => clear(form.current!)}>
          {t("filter.clear")}
        </a>
      )}
    </form>
  );
}

/** Asks for less, or for more where a value is empty; from the first page on. */
export function narrow(values: Record<string, string>): void {
  const { page, query } = place();
  query.delete("cursor");
  for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
  go(to(page, query), { replace: true });
}

/** A choice among values, whose texts begin with the prefix; none of them is asked for at first. */
export function Choice({ name, prefix, values }: { name: string; prefix: string; values: string[] }) {
  return (
    <Select
      name={name}
      label={t(`filter.${name}` as Key)}
      options={[
        ["", t("filter.any")],
        ...values.map((value): [string, string] => [value, tOr(`${prefix}.${value}`, "filter.any")]),
      ]}
    />
  );
}

/** The link is about to vanish, so the focus goes to the first field. */
function clear(form: HTMLFormElement): void {
  form.reset();
  form.querySelector<HTMLElement>("input, select")?.focus();
}

function isSearch({ target }: { target: EventTarget | null }): boolean {
  return target instanceof HTMLInputElement && target.type === "search";
}

function fill(form: HTMLFormElement | null, name: string, value: string): void {
  const field = form?.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
  const isTyped = field === document.activeElement && isSearch({ target: field });
  if (field && !isTyped) field.value = value;
}
