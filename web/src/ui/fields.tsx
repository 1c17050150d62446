/** Labelled fields that show their own error: text, choice, tick box and switch. */
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useContext, useEffect, useId, useRef } from "preact/hooks";
import { FieldErrors } from "./form";

type Shared = { name: string; label: string; hint?: ComponentChildren };
type InputProps = Shared &
  Omit<InputHTMLAttributes<HTMLInputElement>, "label" | "name"> & { after?: ComponentChildren };

/** The ids that tie a field to its label, its hint and its error. */
function useField(name: string, hint: ComponentChildren) {
  const id = useId();
  const error = useContext(FieldErrors)[name];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const hintNode = hint && (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  );
  const errorNode = error && (
    <p class="error" id={`${id}-error`}>
      {error}
    </p>
  );
  const marks = { id, name, "aria-invalid": !!error, ...(described && { "aria-describedby": described }) };
  return { id, hintNode, errorNode, marks };
}

export function Field({ name, label, hint, after, ...input }: InputProps) {
  const { id, hintNode, errorNode, marks } = useField(name, hint);
  const box = useRef<HTMLInputElement>(null);
  // The browser heeds `autofocus` as a page or a dialog opens; this is for a field that comes later.
  useEffect(() => {
    if (input.autofocus) box.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hintNode}
      {errorNode}
      <div class="input">
        <input ref={box} type="text" {...(input as object)} {...marks} />
        {after}
      </div>
    </div>
  );
}

interface Choice extends Shared {
  options: [value: string, text: string][];
  value?: string;
  disabled?: boolean;
}

export function Select({ name, label, hint, options, value, disabled = false }: Choice) {
  const { id, hintNode, errorNode, marks } = useField(name, hint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hintNode}
      {errorNode}
      <div class="select">
        <select {...marks} disabled={disabled}>
          {options.map(([option, text]) => (
            <option key={option} value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

export function Check({ name, label, hint, kind = "", ...input }: InputProps & { kind?: string }) {
  const { id, hintNode, errorNode, marks } = useField(name, hint);
  return (
    <div class={`check ${kind}`}>
      <input type="checkbox" {...(input as object)} {...marks} {...(kind === "switch" && { role: "switch" })} />
      <div>
        <label for={id}>{label}</label>
        {hintNode}
        {errorNode}
      </div>
    </div>
  );
}
