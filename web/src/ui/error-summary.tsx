/** What went wrong, above the form, with a link to each field; takes the focus. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import { Reference } from "./reference";
import type { Failure } from "./failure";
import { useErrorTitle } from "./title";

export function ErrorSummary({ failure }: { failure: Failure }) {
  const box = useRef<HTMLDivElement>(null);
  useErrorTitle();
  useEffect(() => {
    box.current?.focus();
  }, [failure]);
  return (
    <div class="notice error" role="alert" tabIndex={-1} ref={box}>
      <h2>{t("problem")}</h2>
      {failure.whole && <p>{failure.whole}</p>}
      <ul>
        {Object.entries(failure.fields).map(([name, text]) => (
          <li key={name}>
            <a href={`#${name}`} onClick={(event) => focus(event, name)}>
              {text}
            </a>
          </li>
        ))}
      </ul>
      <Reference id={failure.requestId} />
    </div>
  );
}

function focus(event: Event, name: string): void {
  event.preventDefault();
  const form = (event.currentTarget as Element).closest("form");
  const field = form?.elements.namedItem(name);
  if (field instanceof RadioNodeList) (field[0] as HTMLElement).focus();
  else (field as HTMLElement | null)?.focus();
}
