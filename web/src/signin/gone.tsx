/** A page that cannot be shown again leads back to where the reader may start. */
import { useEffect } from "preact/hooks";
import { go, to } from "../routing";
import { set, state } from "../state";
import { isKey } from "../texts";
import { Loading } from "../ui/load";

/** A reload or Back comes by this one long after it mattered. */
const STALE = "sso_expired";

/** `problem` is what went wrong at the identity provider, to be told where the reader arrives. */
export function Gone({ problem }: { problem?: string | null }) {
  useEffect(() => {
    const key = `problem.${problem}`;
    if (problem && problem !== STALE && isKey(key)) set({ notice: key });
    go(to(state.session ? "account" : ""), { replace: true });
  }, []);
  return <Loading />;
}
