import type { Island } from "../islands.ts";

const STORED = "birge-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/**
 * Single keys for those who sort hundreds of letters a day (WCAG 2.1.4: they can be switched off, and rest while
 * somebody types). A key follows the link or puts the focus where `data-key` names it; it never sends a form.
 */
const keys: Island = (page) => {
  const knob = page.querySelector<HTMLInputElement>("[data-keys-switch]");
  let on = localStorage.getItem(STORED) !== "off";
  if (knob) {
    knob.checked = on;
    knob.addEventListener("change", () => {
      on = knob.checked;
      localStorage.setItem(STORED, on ? "on" : "off");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    const target = page.querySelector<HTMLElement>(`[data-key="${CSS.escape(keyOf(event))}"]`);
    if (!target) return;
    event.preventDefault();
    go(target);
  });
};

/** The letter of the key by its place: the same on a Kazakh, a Russian and an English keyboard. */
function keyOf(event: KeyboardEvent): string {
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
}

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
