/** Stops the compiler where a language lacks a text or has one too many; never part of the build. */
import type en from "./en.json";
import type nl from "./nl.json";

type Same<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : never;

export const isComplete: Same<typeof en, typeof nl> = true;
