/** Fetches what a page shows, and draws its loading and error states. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Handled } from "../api";
import { Problem } from "../api/problem";
import { t } from "../texts";
import { sentence } from "./failure";
import { Notice } from "./notice";
import { Reference } from "./reference";

export interface Load<T> {
  data?: T;
  failure?: Problem | Handled;
  /** What is shown is not yet what was asked for. */
  isBusy: boolean;
  reload: () => void;
}

/** Fetches again whenever `key` changes; an answer that comes too late is dropped, and `isCurrent` tells the fetch. */
export function useLoad<T>(fetch: (isCurrent: () => boolean) => Promise<T>, key = ""): Load<T> {
  const [round, setRound] = useState(0);
  const [result, setResult] = useState<{ data?: T; failure?: Problem | Handled; of?: string }>({});
  const of = `${round} ${key}`;
  useEffect(() => {
    let isCurrent = true;
    fetch(() => isCurrent).then(
      (data) => isCurrent && setResult({ data, of }),
      (failure) => isCurrent && setResult({ failure, of }),
    );
    return () => {
      isCurrent = false;
    };
  }, [of]);
  return { ...result, isBusy: result.of !== of, reload: () => setRound((count) => count + 1) };
}

interface Props<T> {
  of: Load<T>;
  children: (data: T) => ComponentChildren;
}

export function Loaded<T>({ of: { data, failure, reload }, children }: Props<T>) {
  if (data !== undefined) return <>{children(data)}</>;
  if (!failure) return <Loading />;
  return (
    <Notice kind="error">
      <p>{failure instanceof Problem ? sentence(failure) : t("load.stopped")}</p>
      <Reference id={failure instanceof Problem ? failure.requestId : undefined} />
      <button type="button" class="secondary" onClick={reload}>
        {t("load.again")}
      </button>
    </Notice>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {t("loading")}
    </p>
  );
}
