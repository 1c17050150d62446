/** Search and filters above a list; what is asked stands in the URL, to be kept and sent on. */
import { useEffect, useRef } from "preact/hooks";
import { go, place, to } from "../routing";
import { t, tOr, type Key } from "../texts";
import { Field, Select } from "../ui/fields";

interface Props {
  /** The query's name for the text that is searched. */
  search?: string;
  /** The query's name, the prefix of the texts, and the values. */
  choices: [name: string, prefix: string, values: string[]][];
}

export function Filters({ search, choices }: Props) {
  const { page, query } = place();
  const form = useRef<HTMLFormElement>(null);
  const names = [...(search ? [search] : []), ...choices.map(([name]) => name)];
  // The URL may change behind the fields' back: by Back, or by clearing.
  useEffect(() => names.forEach((name) => fill(form.current, name, query.get(name) ?? "")), [query.toString()]);
  const apply = (form: HTMLFormElement) => {
    const wanted = new URLSearchParams(query);
    wanted.delete("cursor");
    for (const [name, value] of new FormData(form)) value ? wanted.set(name, String(value)) : wanted.delete(name);
    go(to(page, wanted), { replace: true });
  };
  return (
    <form
      class="filters"
      role="search"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        apply(event.currentTarget);
      }}
      onChange={(event) => apply(event.currentTarget)}
    >
      {search && <Field name={search} type="search" label={t("filter.search")} autocomplete="off" />}
      {choices.map(([name, prefix, values]) => (
        <Select
          key={name}
          name={name}
          label={t(`filter.${name}` as Key)}
          options={[
            ["", t("filter.any")],
            ...values.map((value): [string, string] => [value, tOr(`${prefix}.${value}`, "filter.any")]),
          ]}
        />
      ))}
      {[...names, "user"].some((name) => query.has(name)) && (
        <a class="clear" href={to(page)}>
          {t("filter.clear")}
        </a>
      )}
    </form>
  );
}

function fill(form: HTMLFormElement | null, name: string, value: string): void {
  const field = form?.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
  if (field) field.value = value;
}
