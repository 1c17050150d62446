/** Search and filters above a list; what is asked stands in the URL, to be kept and sent on. */
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
  const apply = (form: HTMLFormElement) => {
    const asked = [...new FormData(form)].filter(([, value]) => value) as [string, string][];
    go(to(page, new URLSearchParams(asked)), { replace: true });
  };
  const isAsked = [search, ...choices.map(([name]) => name)].some((name) => name && query.has(name));
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply(event.currentTarget);
      }}
      onChange={(event) => apply(event.currentTarget)}
    >
      {search && (
        <Field name={search} type="search" label={t("filter.search")} defaultValue={query.get(search) ?? ""} autocomplete="off" />
      )}
      {choices.map(([name, prefix, values]) => (
        <Select
          key={name}
          name={name}
          label={t(`filter.${name}` as Key)}
          value={query.get(name) ?? ""}
          options={[["", t("filter.any")], ...values.map((value): [string, string] => [value, tOr(`${prefix}.${value}`, "filter.any")])]}
        />
      ))}
      {isAsked && (
        <a class="clear" href={to(page)}>
          {t("filter.clear")}
        </a>
      )}
    </form>
  );
}
