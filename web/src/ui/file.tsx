/** A field for one text file, read in the browser. */
import { Field } from "./fields";

interface Props {
  name: string;
  label: string;
  hint: string;
  accept: string;
  onRead: (text: string) => void;
}

export function FileField({ onRead, ...field }: Props) {
  return (
    <Field
      {...field}
      type="file"
      onChange={async (event) => onRead((await event.currentTarget.files?.[0]?.text()) ?? "")}
    />
  );
}
