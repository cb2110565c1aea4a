import type { Island } from "../islands.ts";
import { keyed, listenToKeys } from "../keys.ts";

/**
 * A key follows the link or puts the focus where `data-key` names it. It sends a form only where the button says so
 * (`data-press`): what one press does, one press takes back.
 */
const keys: Island = (page) => {
  listenToKeys(page, (key) => {
    const target = keyed(page, key);
    if (target) go(target);
    return target !== null;
  });
};

function go(target: HTMLElement): void {
  if (target instanceof HTMLAnchorElement || target.hasAttribute("data-press")) {
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
