import { Asking } from "../asking.ts";
import type { Island } from "../islands.ts";
import { isTyped, morph } from "../morph.ts";

/**
 * The operator's form: what is found by the words typed so far (the caller, ready answers, the clock) is asked for
 * while the operator types, and laid into the page piece by piece. Without this island, or without an answer, a button
 * asks for the same, and nothing typed is lost.
 */
class Counter {
  readonly #form: HTMLFormElement;
  readonly #aside: HTMLElement | null;
  readonly #asking = new Asking((signal) => this.#ask(signal));

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#aside = document.querySelector("[data-counter-aside]");
    form.addEventListener("input", () => this.#asking.soon());
    form.addEventListener("change", () => this.#asking.soon());
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#aside?.addEventListener("click", (event) => this.#take(event));
    // Words typed before this island was there, or put back by the browser.
    if ([...form.elements].some(isTyped)) this.#asking.soon();
  }

  async #ask(signal: AbortSignal): Promise<boolean> {
    const body = new URLSearchParams(new FormData(this.#form) as unknown as Record<string, string>);
    const answer = await fetch(this.#form.dataset["counterUrl"] ?? "", { method: "POST", body, signal });
    if (answer.ok && this.#aside) morph(this.#aside, await answer.text());
    return answer.ok;
  }

  /** Ctrl + Enter registers from any field; Enter in a field of one line does not: half a form is not an appeal. */
  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#form.requestSubmit(this.#form.querySelector<HTMLButtonElement>("button[value=file]"));
    } else if (event.target instanceof HTMLInputElement && ["text", "tel"].includes(event.target.type)) {
      event.preventDefault();
      this.#asking.soon();
    }
  }

  /** Put the words of an article into the answer without leaving the page. */
  #take(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-take-article]");
    const code = button?.dataset["takeArticle"];
    const words = this.#aside?.querySelector(`[data-article-text="${CSS.escape(code ?? "")}"]`)?.textContent;
    const answer = this.#form.elements.namedItem("answer");
    const article = this.#form.elements.namedItem("article");
    if (!code || !words || !(answer instanceof HTMLTextAreaElement) || !(article instanceof HTMLInputElement)) return;
    event.preventDefault();
    const before = answer.value.trim();
    answer.value = before && before !== words ? `${words}\n\n${before}` : words;
    article.value = code;
    answer.focus();
    answer.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const counter: Island = (element) => {
  if (element instanceof HTMLFormElement) new Counter(element);
};

export default counter;
