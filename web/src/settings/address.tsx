/** An e-mail address, which may be broken at its signs and never inside a word. */
import { Fragment } from "preact";

export function Address({ email }: { email: string }) {
  const parts = email.split(/(?=[@.])|(?<=[+_-])/);
  return (
    <span class="address" title={email}>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
