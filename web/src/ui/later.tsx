/** A part of the front end that is fetched when it is first needed. */
import type { ComponentType } from "preact";
import { Problem } from "../api/problem";
import { Loaded, useLoad } from "./load";

export function later(fetch: () => Promise<ComponentType>): ComponentType {
  const arrive = () => fetch().catch(lost);
  return function Later() {
    const part = useLoad(arrive);
    return <Loaded of={part}>{(Part) => <Part />}</Loaded>;
  };
}

function lost(): never {
  throw new Problem(0, { code: "network" });
}
