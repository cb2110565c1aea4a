import type { Island } from "../islands.ts";

const PAUSE_MS = 1_500;
const AGAIN_MS = 15_000;

/**
 * Saves a question of the form while it is being answered, to the address that the form is sent to anyway: the server
 * keeps what was typed first and judges it then. Photos are not sent along. `data-draft-url`: another address.
 */
class Draft {
  readonly #form: HTMLFormElement;
  readonly #note: HTMLElement | null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #saved = "";
  #isSent = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#note = form.querySelector("[data-draft-note]");
    // Somebody may have typed before this script arrived.
    const asServed = form.cloneNode(true) as HTMLFormElement;
    asServed.reset();
    this.#saved = this.#typed(asServed);
    if (this.#typed() !== this.#saved) this.#soon(PAUSE_MS);
    form.addEventListener("input", () => this.#soon(PAUSE_MS));
    form.addEventListener("submit", (event) => this.#wait(event));
    addEventListener("pagehide", () => this.#farewell());
  }

  get #url(): string {
    // Not form.action: a button called "action" stands in front of it.
    return this.#form.dataset["draftUrl"] || this.#form.getAttribute("action") || location.href;
  }

  /** The answers as they travel, without files: a form of the plain kind. */
  #answers(form = this.#form): URLSearchParams {
    const answers = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") answers.append(name, value);
    return answers;
  }

  #typed(form = this.#form): string {
    const answers = this.#answers(form);
    answers.delete("csrfmiddlewaretoken");
    return answers.toString();
  }

  #soon(ms: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#saving ??= this.#save().finally(() => {
        this.#saving = null;
      });
    }, ms);
  }

  async #save(): Promise<void> {
    const typed = this.#typed();
    if (typed === this.#saved) return;
    try {
      const answer = await fetch(this.#url, {
        method: "POST",
        body: this.#answers(),
        headers: { "Birge-Draft": "1" },
        credentials: "same-origin",
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.#saved = typed;
      this.#say("saved");
    } catch {
      this.#say("unsaved");
      this.#soon(AGAIN_MS);
      return;
    }
    if (this.#typed() !== typed) this.#soon(PAUSE_MS);
  }

  /** Two answers to the same question must not overtake each other. */
  #wait(event: SubmitEvent): void {
    clearTimeout(this.#pause);
    if (event.defaultPrevented) return;
    if (!this.#saving) {
      this.#isSent = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    void this.#saving.then(() => this.#form.requestSubmit(submitter));
  }

  /** The last words of a page that is being left. */
  #farewell(): void {
    if (!this.#isSent && this.#typed() !== this.#saved) navigator.sendBeacon(this.#url, this.#answers());
  }

  #say(word: "saved" | "unsaved"): void {
    if (!this.#note) return;
    this.#note.textContent = this.#note.dataset[word] ?? "";
    this.#note.hidden = false;
  }
}

const draft: Island = (element) => {
  if (element instanceof HTMLFormElement) new Draft(element);
};

export default draft;
