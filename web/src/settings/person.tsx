/** Who an id of the audit record is: a name that leads to the user, looked up once. */
import { useEffect, useState } from "preact/hooks";
import { bare } from "../api";
import { to } from "../routing";
import { tOr } from "../texts";

const names = new Map<string, Promise<string>>();

export function Person({ id }: { id: string }) {
  const [name, setName] = useState<string>();
  const isUser = id.startsWith("usr_");
  useEffect(() => {
    let isCurrent = true;
    setName(undefined);
    if (isUser) nameOf(id).then((found) => isCurrent && setName(found));
    return () => {
      isCurrent = false;
    };
  }, [id]);
  if (!isUser) return <>{tOr(`actor.${id}`, "actor.named", { name: id })}</>;
  if (name) return <a href={to(`settings/users/${id}`)}>{name}</a>;
  return name === undefined ? <>…</> : <code>{id}</code>;
}

/** Empty where the user is no more. */
function nameOf(id: string): Promise<string> {
  const known = names.get(id);
  if (known) return known;
  const asked = bare("get", "/v1/users/{id}", { params: { id } }).then(
    (user) => user.name,
    () => "",
  );
  names.set(id, asked);
  return asked;
}
