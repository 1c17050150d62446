/** Stops the compiler where a language lacks a text or has one too many, or an event has none; not in the build. */
import type { components } from "../api/schema";
import type en from "./en.json";
import type nl from "./nl.json";
import type pl from "./pl.json";

type Same<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : never;

type Told<Type extends string> = `event.${Type}` extends keyof typeof en ? true : never;

export const isComplete: Same<typeof en, typeof nl> & Same<typeof en, typeof pl> & Told<components["schemas"]["EventType"]> = true;
