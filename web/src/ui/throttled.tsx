/** Refused for a while: a page of its own with a live countdown, after which the form is there as it was. */
import { createContext, type ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts";
import { Page } from "./page";

/** Tells the screen around a form that no attempt will be taken for so many seconds, and which ways are left. */
export const Throttle = createContext<((seconds: number, ways: ComponentChildren) => void) | undefined>(undefined);

export function Throttling({ children }: { children: ComponentChildren }) {
  const [until, setUntil] = useState<number>();
  const [ways, setWays] = useState<ComponentChildren>();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (until === 0) box.current?.querySelector("h1")?.focus();
  }, [until]);
  const throttle = (seconds: number, ways: ComponentChildren) => {
    setUntil(Date.now() + seconds * 1000);
    setWays(ways);
  };
  return (
    <Throttle.Provider value={throttle}>
      <div hidden={!!until} ref={box}>
        {children}
      </div>
      {!!until && <Throttled until={until} ways={ways} onDone={() => setUntil(0)} />}
    </Throttle.Provider>
  );
}

interface Props {
  until: number;
  ways: ComponentChildren;
  onDone: () => void;
}

function Throttled({ until, ways, onDone }: Props) {
  const left = useSecondsUntil(until);
  return (
    <Page title={t("throttled.title")} lead={t("throttled.lead")}>
      <p class="countdown" role="timer">
        {clock(left)}
      </p>
      <p role="status">{left > 0 ? "" : t("throttled.over")}</p>
      <div class="buttons">
        <button type="button" class="primary" disabled={left > 0} onClick={onDone}>
          {t("throttled.again")}
        </button>
      </div>
      {ways && (
        <>
          <h2>{t("throttled.ways")}</h2>
          <p>{ways}</p>
        </>
      )}
    </Page>
  );
}

function useSecondsUntil(until: number): number {
  const seconds = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(seconds()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
