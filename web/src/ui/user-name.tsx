/** Whose password a form is about, told to password managers and to nobody else. */
import { state } from "../state";

export function UserName() {
  return <input hidden type="text" name="username" autocomplete="username" readOnly value={state.session?.user.email} />;
}
