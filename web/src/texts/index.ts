/**
 * The words of the interface in the reader's language, chosen by key and never by the API's prose.
 *
 * A text may hold `{name}` to be filled in. Where it depends on a number, its forms stand side by side, `one|other`, in the
 * order of `FORMS`: as many as the language has for whole numbers.
 */
import { signal } from "@preact/signals";
import { recall, remember } from "../storage";
import english from "./en.json?url";
import dutch from "./nl.json?url";
import polish from "./pl.json?url";
import { pseudo } from "./pseudo";
import type { Key, Table, Values } from "./table";

export type { Key } from "./table";

const LANGUAGES = { en: "English", nl: "Nederlands", pl: "Polski", pseudo: "Pseudo (RTL)" };
const FILES = { en: english, nl: dutch, pl: polish, pseudo: english };
export type Language = keyof typeof LANGUAGES;

const KEPT = "postern.language";
/** The order of the plural's categories in a text; a language has some of them. */
const FORMS: Intl.LDMLPluralRule[] = ["zero", "one", "two", "few", "many", "other"];

interface Spoken {
  language: Language;
  table: Table;
  plural: Intl.PluralRules;
}

const spoken = signal<Spoken>({ language: "en", table: {} as Table, plural: new Intl.PluralRules("en") });

/** Takes the language from `?lang=`, an earlier choice or the browser, in that order. */
export async function chooseLanguage(): Promise<void> {
  const asked = new URLSearchParams(location.search).get("lang");
  const wishes = [asked, recall(KEPT, "localStorage"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  await switchLanguage((wishes.find((wish) => wish && Object.hasOwn(LANGUAGES, wish)) ?? "en") as Language);
}

export async function switchLanguage(language: Language, { keep = false } = {}): Promise<void> {
  const answer = await fetch(FILES[language]);
  if (!answer.ok) throw new Error(`no texts: ${answer.status}`);
  const read = (await answer.json()) as Table;
  if (keep) remember(KEPT, language, "localStorage");
  const isPseudo = language === "pseudo";
  const plural = new Intl.PluralRules(isPseudo ? "en" : language);
  spoken.value = { language, table: isPseudo ? pseudo(read) : read, plural };
  document.documentElement.lang = isPseudo ? "en-XB" : language;
  document.documentElement.dir = isPseudo ? "rtl" : "ltr";
}

/** What a reader may pick; the test language only while it is in use. */
export function languages(): [Language, string][] {
  const all = Object.entries(LANGUAGES) as [Language, string][];
  return all.filter(([name]) => name !== "pseudo" || currentLanguage() === "pseudo");
}

export const currentLanguage = (): Language => spoken.value.language;

/** The text of a key; `{name}` is filled in, and of several forms the one that `n` asks for is taken. */
export function t(key: Key, values: Values = {}): string {
  const forms = spoken.value.table[key].split("|");
  return form(forms, values.n).replace(/{(\w+)}/g, (_, name: string) => show(values[name] ?? ""));
}

function form(forms: string[], n: Values[string] = 0): string {
  const { plural } = spoken.value;
  const { pluralCategories } = plural.resolvedOptions();
  const index = FORMS.filter((name) => pluralCategories.includes(name)).indexOf(plural.select(Number(n)));
  return forms[index] ?? forms.at(-1)!;
}

/** The text of a key made at run time, or of the fallback where the API has said something new. */
export function tOr(key: string, fallback: Key, values?: Values): string {
  return t(isKey(key) ? key : fallback, values);
}

export function isKey(key: string): key is Key {
  return Object.hasOwn(spoken.value.table, key);
}

/** What follows the prefix in every key that begins with it. */
export function endings(prefix: string): string[] {
  return Object.keys(spoken.value.table).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}

export function date(time: string | null | undefined, style: Intl.DateTimeFormatOptions = SHORT): string {
  return time ? new Intl.DateTimeFormat(tag(), style).format(new Date(time)) : t("never");
}

export const SHORT: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
export const DAY: Intl.DateTimeFormatOptions = { dateStyle: "long" };

function show(value: string | number): string {
  return typeof value === "number" ? value.toLocaleString(tag()) : value;
}

/** The reader's own region of the language, for dates and numbers. */
function tag(): string {
  const base = currentLanguage() === "pseudo" ? "en" : currentLanguage();
  return navigator.languages.find((wish) => wish.startsWith(base)) ?? base;
}
