/** Lines of a file that were refused: which line, which cell, and what would be right. */
import { t, tOr } from "../texts";
import type { Fault } from "./importing";

export function Faults({ faults, csv }: { faults: Fault[]; csv: string }) {
  return (
    <ul class="faults">
      {faults.map((fault) => (
        <li key={`${fault.line} ${fault.column} ${fault.code}`}>
          <strong>
            {fault.column
              ? t("fault.cell", { line: fault.line, column: fault.column })
              : t("fault.line", { line: fault.line })}
          </strong>{" "}
          {tOr(`fault.${fault.code === "invalid" ? fault.column : fault.code}`, "fault.other", {
            cell: cell(fault, csv),
          })}
        </li>
      ))}
    </ul>
  );
}

/** What the cell says, read as the service reads it: commas between cells, quotes round those that hold commas. */
function cell({ line, column }: Fault, csv: string): string {
  const lines = csv.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const at = cells(lines[0]).findIndex((name) => name.toLowerCase() === column);
  return cells(lines.slice(line - 1).join("\n"))[at] ?? "";
}

function cells(text = ""): string[] {
  const found: string[] = [];
  for (const [, cell = "", end] of text.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g)) {
    found.push(cell.replace(/^"|"$/g, "").replaceAll('""', '"').trim());
    if (end !== ",") break;
  }
  return found;
}
