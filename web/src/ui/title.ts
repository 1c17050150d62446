/** The title of the tab, made in one place: an error first, then the page and the tenant. */
import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { state } from "../state";
import { t } from "../texts";

const page = signal("");
const hasError = signal(false);

export function tellTitle(): void {
  effect(() => {
    const title = [page.value, state.tenant?.name].filter(Boolean).join(" – ");
    if (title) document.title = hasError.value ? t("error_title", { title }) : title;
  });
}

/** The page's own name, until it is gone. */
export function useTitle(title: string): void {
  useEffect(() => {
    const before = page.peek();
    page.value = title;
    return () => {
      page.value = before;
    };
  }, [title]);
}

/** While something is wrong, the title says so first. */
export function useErrorTitle(): void {
  useEffect(() => {
    hasError.value = true;
    return () => {
      hasError.value = false;
    };
  }, []);
}
