/** A form that checks, sends once, and says what went wrong beside the field and in a summary. */
import { createContext, type ComponentChildren } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { Handled } from "../api";
import { Problem } from "../api/problem";
import { t, type Key } from "../texts";
import { ErrorSummary } from "./error-summary";
import { tell, type Failure } from "./failure";
import { Throttle } from "./throttled";

export type Values = Record<string, string>;

interface Props {
  send: (values: Values) => Promise<unknown>;
  submit: string;
  /** Names each field that cannot be sent as it stands, with the reason. */
  check?: (values: Values) => Record<string, Key | false | undefined>;
  /** The field that a refusal without a field of its own is about. */
  main?: string;
  kind?: string;
  children?: ComponentChildren;
  beside?: ComponentChildren;
  /** Other ways out, below the form and where no attempt is taken for a while. */
  ways?: ComponentChildren;
  onChange?: (values: Values) => void;
}

export const FieldErrors = createContext<Record<string, string>>({});

export function Form({ send, submit, check, main, kind = "primary", children, beside, ways, onChange }: Props) {
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const busy = useRef(false);
  const throttle = useContext(Throttle);

  async function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (busy.current) return;
    const wrong = Object.entries(check?.(read(form)) ?? {}).filter((entry): entry is [string, Key] => !!entry[1]);
    if (wrong.length) return setFailure({ fields: Object.fromEntries(wrong.map(([name, key]) => [name, t(key)])) });
    setBusy((busy.current = true));
    try {
      await send(read(form));
      setFailure(undefined);
    } catch (thrown) {
      refused(form, thrown);
    } finally {
      setBusy((busy.current = false));
    }
  }

  function refused(form: HTMLFormElement, thrown: unknown) {
    if (thrown instanceof Handled) return setFailure(undefined);
    if (!(thrown instanceof Problem)) throw thrown;
    if (thrown.code === "invalid_credentials") forget(form);
    if (thrown.code === "too_many_attempts" && throttle) return throttle(thrown.retryAfter ?? 60, ways);
    setFailure(tell(thrown, main));
  }

  return (
    <FieldErrors.Provider value={failure?.fields ?? {}}>
      <form
        noValidate
        onSubmit={onSubmit}
        aria-busy={isBusy}
        {...(onChange && { onChange: (event: Event) => onChange(read(event.currentTarget as HTMLFormElement)) })}
      >
        {failure && <ErrorSummary failure={failure} />}
        {children}
        <div class="buttons">
          <button class={kind} aria-disabled={isBusy}>
            {submit}
          </button>
          {beside}
        </div>
        {ways && <p class="aside">{ways}</p>}
      </form>
    </FieldErrors.Provider>
  );
}

function read(form: HTMLFormElement): Values {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

function forget(form: HTMLFormElement): void {
  form.querySelectorAll<HTMLInputElement>("[autocomplete$=password]").forEach((input) => (input.value = ""));
}
