import type { Island } from "../islands.ts";
import { morph } from "../morph.ts";

const PAUSE_MS = 400;

/**
 * The operator's form: what is found by the words typed so far (the caller, ready answers, the clock) is asked for
 * while the operator types, and laid into the page piece by piece. Without this island a button asks for the same.
 */
class Counter {
  readonly #form: HTMLFormElement;
  readonly #aside: HTMLElement | null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#aside = document.querySelector("[data-counter-aside]");
    form.addEventListener("input", () => this.#later());
    form.addEventListener("change", () => this.#later());
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#aside?.addEventListener("click", (event) => this.#take(event));
  }

  #later(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#ask(), PAUSE_MS);
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await fetch(this.#form.dataset["counterUrl"] ?? "", {
        method: "POST",
        body: new URLSearchParams(new FormData(this.#form) as unknown as Record<string, string>),
        signal: asking.signal,
      });
      if (!answer.ok || asking.signal.aborted || !this.#aside) return;
      morph(this.#aside, await answer.text());
    } catch {
      // Without an answer the form is a plain form: "Find" asks for the same, and nothing typed is lost.
    }
  }

  /** Ctrl + Enter registers from any field; Enter in a field of one line does not: half a form is not an appeal. */
  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#form.requestSubmit(this.#form.querySelector<HTMLButtonElement>("button[value=file]"));
    } else if (event.target instanceof HTMLInputElement && ["text", "tel"].includes(event.target.type)) {
      event.preventDefault();
      this.#later();
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
