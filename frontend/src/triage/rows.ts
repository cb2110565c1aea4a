import { connection } from "../live/connection.ts";

const EVERY = 'input[name="everything"]';

/** The rows of the queue: where the keyboard stands, which are chosen, who else looks at them. */
export class Rows {
  readonly #rows: HTMLElement[];
  readonly #all: HTMLInputElement | null;
  readonly #count: HTMLElement | null;
  readonly #every: HTMLInputElement | null;
  readonly #list: HTMLElement | null;
  #at = -1;
  /** Called when the keyboard or the map goes to another row. */
  moved: (row: HTMLElement) => void = () => undefined;

  constructor(page: HTMLElement, list: HTMLElement | null) {
    this.#list = list;
    this.#rows = [...(list?.querySelectorAll<HTMLElement>("[data-number]") ?? [])];
    this.#all = page.querySelector("[data-queue-all]");
    this.#count = page.querySelector("[data-queue-count]");
    this.#every = page.querySelector(EVERY);
    this.#all?.addEventListener("change", () => this.#chooseAll(this.#all?.checked ?? false));
    list?.addEventListener("change", () => this.#counted());
    list?.addEventListener("focusin", (event) => this.#focused(event.target as Element));
    this.#counted();
    for (const row of this.#rows) this.#meet(row);
  }

  get current(): HTMLElement | undefined {
    return this.#rows[Math.max(0, this.#at)];
  }

  /** One row on or back; stays at the ends. */
  move(step: number): void {
    const next = this.#at < 0 ? 0 : Math.min(this.#rows.length - 1, Math.max(0, this.#at + step));
    this.#rows[next]?.querySelector<HTMLElement>("a")?.focus();
  }

  /** To the row of this number, as the map asks. */
  goTo(number: string): void {
    const at = this.#rows.findIndex((row) => row.dataset["number"] === number);
    if (at >= 0 && at !== this.#at) this.#enter(at);
  }

  toggle(): boolean {
    const box = this.current && this.#box(this.current);
    if (!box) return false;
    if (this.#at < 0) this.#enter(0);
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  /** Make the machine's first suggestion the category of the current row; the desk can take it back for a minute. */
  takeSuggestion(): boolean {
    const button = this.current?.querySelector<HTMLButtonElement>("[data-take]");
    button?.click();
    return Boolean(button);
  }

  chooseCurrentIfNone(): void {
    if (this.#every?.checked || this.#rows.some((row) => this.#box(row)?.checked)) return;
    const box = this.current && this.#box(this.current);
    if (!box) return;
    box.checked = true;
    this.#counted();
  }

  #box(row: HTMLElement): HTMLInputElement | null {
    return row.querySelector<HTMLInputElement>('input[name="chosen"]');
  }

  #chooseAll(isOn: boolean): void {
    for (const row of this.#rows) {
      const box = this.#box(row);
      if (box) box.checked = isOn;
    }
    this.#counted();
  }

  #counted(): void {
    const chosen = this.#rows.filter((row) => this.#box(row)?.checked);
    for (const row of this.#rows) row.classList.toggle("is-chosen", chosen.includes(row));
    const number = this.#count?.querySelector("b");
    if (number) number.textContent = String(chosen.length);
    if (this.#all) {
      this.#all.checked = chosen.length > 0 && chosen.length === this.#rows.length;
      this.#all.indeterminate = chosen.length > 0 && chosen.length < this.#rows.length;
    }
    const numbers = chosen.map((row) => row.dataset["number"]);
    this.#list?.dispatchEvent(new CustomEvent("birge:picked", { detail: numbers, bubbles: true }));
  }

  #focused(target: Element): void {
    const row = target.closest<HTMLElement>("[data-number]");
    const at = row ? this.#rows.indexOf(row) : -1;
    if (at >= 0 && at !== this.#at) this.#enter(at);
  }

  #enter(at: number): void {
    this.#rows[this.#at]?.classList.remove("is-current");
    this.#at = at;
    const row = this.#rows[at];
    if (!row) return;
    row.classList.add("is-current");
    row.scrollIntoView({ block: "nearest" });
    this.moved(row);
  }

  /** Say in the row who else looks at the appeal right now. */
  #meet(row: HTMLElement): void {
    const line = row.querySelector<HTMLElement>("[data-here]");
    const words = this.#list?.dataset["here"] ?? "";
    if (!line || !words) return;
    connection().add({
      beside: { kind: "appeal", id: row.dataset["number"] ?? "" },
      met: (names) => {
        line.hidden = !names.length;
        line.textContent = names.length ? words.replace("%s", names.join(", ")) : "";
      },
      changed: () => undefined,
      gone: () => undefined,
      state: () => undefined,
    });
  }
}
