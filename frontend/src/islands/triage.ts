import { wake } from "../govuk.ts";
import { type Island, mount } from "../islands.ts";
import { keyed, listenToKeys } from "../keys.ts";
import { connection } from "../live/connection.ts";
import { SidePanel } from "../triage/panel.ts";
import { Rows } from "../triage/rows.ts";

/** A part of the page that a button opens and closes; the choice is kept for this tab. */
function fold(page: HTMLElement, knobName: string, partName: string, opened: () => void): void {
  const knob = page.querySelector<HTMLButtonElement>(`[data-${knobName}]`);
  const part = page.querySelector<HTMLElement>(`[data-${partName}]`);
  if (!knob || !part) return;
  const show = (isOpen: boolean) => {
    part.hidden = !isOpen;
    knob.setAttribute("aria-expanded", String(isOpen));
    sessionStorage.setItem(`birge-${partName}`, isOpen ? "open" : "");
    if (isOpen) opened();
  };
  knob.addEventListener("click", () => show(Boolean(part.hidden)));
  if (sessionStorage.getItem(`birge-${partName}`)) show(true);
}

/** The minute in which the last act can be taken back, counted down; afterwards the button is gone. */
function countDown(page: HTMLElement): void {
  const button = page.querySelector<HTMLButtonElement>("[data-undo]");
  const shown = button?.querySelector("[data-undo-left]");
  if (!button || !shown) return;
  const until = Date.now() + Number(button.dataset["left"]) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    shown.textContent = String(Math.max(0, left));
    if (left > 0) return;
    clearInterval(timer);
    button.form?.remove();
  }, 500);
}

/** When somebody acts on an appeal of these lists, the page says so and leaves what is chosen alone. */
function followNews(page: HTMLElement): void {
  const line = page.querySelector<HTMLElement>("[data-queue-news]");
  const feeds = (page.dataset["feeds"] ?? "").split(" ").filter(Boolean);
  if (!line || !feeds.length) return;
  connection().add({
    feeds,
    changed: () => {
      if (line.childElementCount) return;
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = line.dataset["again"] ?? "";
      line.append(`${line.dataset["words"] ?? ""} `, link);
    },
    gone: () => undefined,
    state: () => undefined,
  });
}

function press(page: HTMLElement, rows: Rows, key: string): boolean {
  if (key === "x") return rows.toggle();
  if (key === "s") return rows.takeSuggestion();
  const target = keyed(page, key);
  if (!target) return false;
  if (target instanceof HTMLInputElement) target.focus();
  else target.click();
  return true;
}

/** The triage desk: rows that the keyboard walks, map and side panel in step with them, the minute for undoing. */
const triage: Island = (page) => {
  const list = page.querySelector<HTMLElement>("#queue");
  const rows = new Rows(page, list);
  const panel = new SidePanel(page, (arrived) => {
    wake(arrived);
    mount(arrived);
  });
  rows.moved = (row) => panel.show(row.dataset["pk"] ?? "");
  for (const button of page.querySelectorAll<HTMLElement>("[data-move]")) {
    button.addEventListener("click", () => rows.move(Number(button.dataset["move"])));
  }
  // A task without a choice is about the row where the keyboard stands.
  for (const task of page.querySelectorAll<HTMLElement>("[data-task]")) {
    task.addEventListener("click", () => rows.chooseCurrentIfNone());
  }
  page.addEventListener("birge:chosen", (event) => rows.goTo(String((event as CustomEvent).detail)));
  fold(page, "panel-knob", "queue-panel", () => panel.show(rows.current?.dataset["pk"] ?? ""));
  fold(page, "map-knob", "queue-map", () => undefined);
  fold(page, "help-knob", "queue-help", () => page.querySelector<HTMLElement>("[data-queue-help]")?.focus());
  listenToKeys(page, (key) => press(page, rows, key));
  countDown(page);
  followNews(page);
};

export default triage;
