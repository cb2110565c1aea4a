import type { Island } from "../islands.ts";
import { keyed, listenToKeys } from "../keys.ts";

/** A key follows the link or puts the focus where `data-key` names it; it never sends a form. */
const keys: Island = (page) => {
  listenToKeys(page, (key) => {
    const target = keyed(page, key);
    if (target) go(target);
    return target !== null;
  });
};

function go(target: HTMLElement): void {
  if (target instanceof HTMLAnchorElement) {
    target.click();
    return;
  }
  const fold = target.closest("details");
  if (fold && target.tagName === "SUMMARY") {
    fold.open = true;
    fold.querySelector<HTMLElement>("textarea, input:not([type=hidden]), select")?.focus();
    return;
  }
  target.focus();
  target.scrollIntoView({ block: "center" });
}

export default keys;
