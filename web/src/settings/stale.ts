/** Somebody else saved in the meantime: the page shows the newest state, and says so. */
import { Handled } from "../api";
import { Problem } from "../api/problem";
import { set } from "../state";

export function stale(reload: () => void) {
  return (problem: unknown): never => {
    if (!(problem instanceof Problem && problem.code === "precondition_failed")) throw problem;
    set({ notice: "error.precondition_failed" });
    reload();
    throw new Handled();
  };
}
