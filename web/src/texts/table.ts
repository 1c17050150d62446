/** What a language is made of: one text for each key. */
import type en from "./en.json";

export type Key = keyof typeof en;
export type Table = Record<Key, string>;
export type Values = Record<string, string | number>;
