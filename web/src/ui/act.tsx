/** A button that does one thing at once, and says beside itself when it could not. */
import { useRef, useState } from "preact/hooks";
import { Handled } from "../api";
import { Problem } from "../api/problem";
import { sentence } from "./failure";

interface Props {
  text: string;
  name?: string;
  act: () => Promise<void>;
}

export function Act({ text, name, act }: Props) {
  const [said, say] = useState("");
  const busy = useRef(false);
  const onClick = async () => {
    if (busy.current) return;
    busy.current = true;
    say("");
    await act().catch((thrown) => {
      if (thrown instanceof Problem) say(sentence(thrown));
      else if (!(thrown instanceof Handled)) throw thrown;
    });
    busy.current = false;
  };
  return (
    <div class="act">
      <button type="button" class="secondary" aria-label={name} onClick={onClick}>
        {text}
      </button>
      <span role="status" class="error">
        {said}
      </span>
    </div>
  );
}
