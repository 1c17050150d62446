/** Sees to it that the focus is never lost: where its element goes away, the page's heading takes it. */
export function keepFocus(root: Element): void {
  let last: Element | undefined;
  addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) last = target;
  });
  const mend = () => {
    if (!last || document.activeElement !== document.body || last.checkVisibility()) return;
    root.querySelector<HTMLElement>("main h1")?.focus();
  };
  new MutationObserver(mend).observe(root, { childList: true, subtree: true, attributeFilter: ["hidden"] });
}
