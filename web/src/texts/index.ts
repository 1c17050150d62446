/**
 * The words of the interface in the reader's language, chosen by key and never by the API's prose.
 *
 * A text may hold `{name}` to be filled in, and `one|many` to be chosen between by `n`.
 */
import type en from "./en.json";
import english from "./en.json?url";
import dutch from "./nl.json?url";
import { pseudo } from "./pseudo";

export type Key = keyof typeof en;
export type Table = Record<Key, string>;
export type Values = Record<string, string | number>;

const LANGUAGES = { en: "English", nl: "Nederlands", pseudo: "Pseudo (RTL)" };
const FILES = { en: english, nl: dutch, pseudo: english };
export type Language = keyof typeof LANGUAGES;

const KEPT = "postern.language";
let table = {} as Table;
let language: Language = "en";

/** Takes the language from `?lang=`, an earlier choice or the browser, in that order. */
export async function chooseLanguage(): Promise<void> {
  const asked = new URLSearchParams(location.search).get("lang");
  const wishes = [asked, kept(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  await switchLanguage((wishes.find((wish) => wish && Object.hasOwn(LANGUAGES, wish)) ?? "en") as Language);
}

export async function switchLanguage(wish: Language, { keep = false } = {}): Promise<void> {
  const read = (await (await fetch(FILES[wish])).json()) as Table;
  if (keep) remember(wish);
  language = wish;
  table = wish === "pseudo" ? pseudo(read) : read;
  document.documentElement.lang = wish === "pseudo" ? "en-XB" : wish;
  document.documentElement.dir = wish === "pseudo" ? "rtl" : "ltr";
}

/** What a reader may pick; the test language only while it is in use. */
export function languages(): [Language, string][] {
  const all = Object.entries(LANGUAGES) as [Language, string][];
  return all.filter(([name]) => name !== "pseudo" || language === "pseudo");
}

export const currentLanguage = (): Language => language;

/** The text of a key; `{name}` is filled in, and of `one|many` the form that `n` asks for is taken. */
export function t(key: Key, values: Values = {}): string {
  const [one = "", many = one] = table[key].split("|");
  const form = values.n === 1 ? one : many;
  return form.replace(/{(\w+)}/g, (_, name: string) => show(values[name] ?? ""));
}

/** The text of a key made at run time, or of the fallback where the API has said something new. */
export function tOr(key: string, fallback: Key, values?: Values): string {
  return t(key in table ? (key as Key) : fallback, values);
}

/** What follows the prefix in every key that begins with it. */
export function endings(prefix: string): string[] {
  return Object.keys(table).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
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
  const base = language === "pseudo" ? "en" : language;
  return navigator.languages.find((wish) => wish.startsWith(base)) ?? base;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function remember(wish: Language): void {
  try {
    localStorage.setItem(KEPT, wish);
  } catch {
    return;
  }
}
