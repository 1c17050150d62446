/** Picks the one person whose events are shown, by a part of the name or the address. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { bare, call } from "../api";
import type { User } from "../api/client";
import { place } from "../routing";
import { t } from "../texts";
import { Field } from "../ui/fields";
import { useLoad } from "../ui/load";
import { narrow, PAUSE } from "./filters";
import { readOn } from "./read-on";

const FEW = 10;

export function PersonFilter() {
  const id = place().query.get("user") ?? "";
  const [typed, type] = useState("");
  const [said, say] = useState("");
  const chosen = useLoad(() => addressOf(id), id);
  const offered = useLoad((isCurrent) => find(typed, isCurrent), typed);
  const people = offered.data ?? [];
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const timer = useRef(0);
  useEffect(() => {
    const field = box.current!.querySelector("input")!;
    if (chosen.data !== undefined && !chosen.isBusy) field.value = chosen.data;
  }, [chosen.data, chosen.isBusy]);

  const choose = (user?: User) => {
    say("");
    narrow({ user: user?.id ?? "" });
  };
  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    clearTimeout(timer.current);
    const text = event.currentTarget.value.trim();
    const match = people.find(({ email }) => email === text);
    if (match || !text) return choose(match);
    timer.current = setTimeout(() => type(text), PAUSE);
  };
  const onKeyDown = async (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer.current);
    const [match, ...others] = await find(event.currentTarget.value.trim(), () => true).catch(() => people);
    if (match && !others.length) choose(match);
    else say(t(match ? "person.several" : "person.nobody"));
  };
  return (
    <div ref={box}>
      <Field
        name="person"
        label={t("filter.person")}
        {...({ list } as object)}
        autocomplete="off"
        onInput={onInput}
        onKeyDown={onKeyDown}
      />
      <datalist id={list}>
        {people.map(({ email, name }) => (
          <option key={email} value={email} label={name} />
        ))}
      </datalist>
      <p role="status" class="hint">
        {said}
      </p>
    </div>
  );
}

async function addressOf(id: string): Promise<string> {
  if (!id) return "";
  return bare("get", "/v1/users/{id}", { params: { id } }).then(
    ({ email }) => email,
    () => t("actor.deleted"),
  );
}

async function find(query: string, isCurrent: () => boolean): Promise<User[]> {
  if (!query) return [];
  const read = (from: { cursor?: string }) => call("get", "/v1/users", { query: { query, limit: FEW, ...from } });
  return (await readOn(read, isCurrent)).items;
}
