/** Ways to take a text away: to the clipboard, or as a file. */
import { useState } from "preact/hooks";
import { t } from "../texts";

export function Copy({ text, label }: { text: string; label: string }) {
  const [said, say] = useState("");
  const copy = async () => {
    say("");
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    say(t(isDone ? "copy.done" : "copy.failed"));
  };
  return (
    <>
      <button type="button" class="secondary" onClick={copy}>
        {label}
      </button>
      <span role="status" class="said">
        {said}
      </span>
    </>
  );
}

export function download(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
