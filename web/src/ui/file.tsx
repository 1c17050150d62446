/** A field for one text file, read in the browser; what cannot be sent is said before it is. */
import type { Key } from "../texts";
import { Field } from "./fields";

const MOST_BYTES = 1024 * 1024;

export interface FileRead {
  text?: string;
  flaw?: Key;
}

interface Props {
  name: string;
  label: string;
  hint: string;
  accept: string;
  onRead: (read: FileRead) => void;
}

export function FileField({ onRead, ...field }: Props) {
  return (
    <Field
      {...field}
      type="file"
      onChange={async (event) => onRead(await read(event.currentTarget.files?.[0]))}
    />
  );
}

/** Strictly UTF-8: a lenient reader would put question marks into people's names. */
async function read(file?: File): Promise<FileRead> {
  if (!file) return {};
  if (file.size > MOST_BYTES) return { flaw: "file.too_large" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return { flaw: "file.not_utf8" };
  }
}
