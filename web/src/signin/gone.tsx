/** A page that cannot be shown again leads back to where the reader may start. */
import { useEffect } from "preact/hooks";
import { go, to } from "../routing";
import { state } from "../state";
import { Loading } from "../ui/load";

export function Gone() {
  useEffect(() => go(to(state.session ? "account" : ""), { replace: true }), []);
  return <Loading />;
}
