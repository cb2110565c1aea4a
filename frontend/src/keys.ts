/**
 * Single keys for those who sort hundreds of letters a day (WCAG 2.1.4: they can be switched off, and rest while
 * somebody types).
 */
const STORED = "birge-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** The letter of the key by its place: the same on a Kazakh, a Russian and an English keyboard. */
function keyOf(event: KeyboardEvent): string {
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  // Where the layout has these two signs, what is printed counts; elsewhere the place.
  if (event.key === "?" || event.key === "/") return event.key;
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return "";
}

/** Call `pressed` with each key that is meant for the page; it answers whether the key was its own. */
export function listenToKeys(page: HTMLElement, pressed: (key: string) => boolean): void {
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
    const key = keyOf(event);
    if (key && pressed(key)) event.preventDefault();
  });
}

/** What on the page answers to a key. */
export function keyed(page: HTMLElement, key: string): HTMLElement | null {
  return page.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
}
