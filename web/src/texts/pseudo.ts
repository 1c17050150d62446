/** A right-to-left test language: every English word drawn backwards, so that untranslated text stands out. */
import type { Table } from "./table";

const RIGHT_TO_LEFT = "\u202e";
const POP = "\u202c";
const MARK = "\u200f";

export function pseudo(table: Table): Table {
  return Object.fromEntries(Object.entries(table).map(([key, text]) => [key, mirror(text)])) as Table;
}

function mirror(text: string): string {
  return text.replace(/{\w+}|[^\s{}|]+/g, (word) =>
    word.startsWith("{") ? word : MARK + RIGHT_TO_LEFT + word + POP + MARK,
  );
}
