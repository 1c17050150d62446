/** Names of people and things: up to 100 characters, with something to pronounce. */
import type { Key } from "../texts";

export function checkName(name = ""): Key | false {
  if (!name.trim()) return "user.no_name";
  return !hasLetterOrDigit(name) && "refused.name";
}

export function hasLetterOrDigit(name = ""): boolean {
  return /[\p{L}\p{N}]/u.test(name) && name.trim().length <= 100;
}
