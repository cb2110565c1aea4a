const SETTLE_MS = 150;

/** What stands beside the list about the current appeal; fetched only while it is open. */
export class SidePanel {
  readonly #element: HTMLElement | null;
  readonly #url: string;
  readonly #arrived: (element: HTMLElement) => void;
  #shown = "";
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;

  constructor(page: HTMLElement, arrived: (element: HTMLElement) => void) {
    this.#element = page.querySelector("[data-queue-panel]");
    this.#url = page.dataset["panelUrl"] ?? "";
    this.#arrived = arrived;
  }

  /** Show this appeal, if the panel is open: the last of many that the keyboard runs past. */
  show(pk: string): void {
    clearTimeout(this.#waiting);
    if (!pk || !this.#element || this.#element.hidden || pk === this.#shown) return;
    this.#waiting = setTimeout(() => void this.#load(pk), SETTLE_MS);
  }

  async #load(pk: string): Promise<void> {
    const element = this.#element as HTMLElement;
    this.#asked?.abort();
    this.#asked = new AbortController();
    element.setAttribute("aria-busy", "true");
    try {
      const address = this.#url.replace("/0/", `/${pk}/`);
      const answer = await fetch(address, { credentials: "same-origin", signal: this.#asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      element.innerHTML = await answer.text();
      this.#shown = pk;
      this.#arrived(element);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#shown = "";
      element.textContent = element.dataset["failed"] ?? "";
    }
    element.removeAttribute("aria-busy");
  }
}
