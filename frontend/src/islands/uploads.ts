import { wake } from "../govuk.ts";
import { type Island, mount } from "../islands.ts";
import { give, openBy, readRules, sift } from "../photos/choice.ts";

/**
 * Photos of a form that the server keeps as a draft: each goes up as soon as it is chosen, made smaller, and the part of
 * the page comes back as the server sees it. What cannot go up now stays in the field and is sent with the form.
 */
class Uploads {
  #group: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #said = document.createElement("p");
  #busy: Promise<void> | null = null;

  constructor(group: HTMLElement, form: HTMLFormElement) {
    this.#group = group;
    this.#form = form;
    this.#said.className = "b-said";
    this.#said.setAttribute("role", "status");
    group.after(this.#said);
    form.addEventListener("change", (event) => this.#changed(event.target));
    form.addEventListener("click", (event) => this.#pressed(event));
    form.addEventListener("submit", (event) => this.#wait(event));
    this.#takeButton();
  }

  get #field(): HTMLInputElement | null {
    return this.#group.querySelector("input[type=file]");
  }

  /** Without this island the button sends the chosen photos; with it, it chooses them. */
  #takeButton(): void {
    const add = this.#group.querySelector<HTMLButtonElement>("button[name=add]");
    if (add && this.#field) openBy(this.#field, add);
  }

  #changed(target: EventTarget | null): void {
    if (target === this.#field && this.#field?.files?.length)
      this.#run(() => this.#add(this.#field as HTMLInputElement));
  }

  #pressed(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[name=remove]");
    if (!button || !this.#group.contains(button)) return;
    event.preventDefault();
    this.#run(async () => {
      const form = new FormData(this.#form);
      form.delete("photos");
      form.set("remove", button.value);
      if (!(await this.#send(form))) this.#form.requestSubmit(button);
    });
  }

  #run(work: () => Promise<void>): void {
    const before = this.#busy ?? Promise.resolve();
    const mine = before.then(work).finally(() => {
      if (this.#busy === mine) this.#busy = null;
    });
    this.#busy = mine;
  }

  /** "Continue" while a photo is on its way waits for it. */
  #wait(event: SubmitEvent): void {
    if (!this.#busy || event.defaultPrevented) return;
    event.preventDefault();
    const { submitter } = event;
    void this.#busy.then(() => this.#form.requestSubmit(submitter));
  }

  async #add(field: HTMLInputElement): Promise<void> {
    const { sending = "", kept = "", added = "" } = field.dataset;
    this.#say(sending);
    const { files, sentences } = await sift([...(field.files ?? [])], 0, readRules(field));
    give(field, files);
    if (!files.length) return this.#say(sentences.join(" "), true);
    const form = new FormData(this.#form);
    form.set("add", "1");
    if (!(await this.#send(form))) return this.#say([...sentences, kept].join(" "), true);
    this.#say(sentences.length ? sentences.join(" ") : added, sentences.length > 0);
  }

  async #send(body: FormData): Promise<boolean> {
    try {
      // Not form.action: a button called "action" stands in front of it.
      const answer = await fetch(this.#form.getAttribute("action") || location.href, {
        method: "POST",
        body,
        credentials: "same-origin",
      });
      if (!answer.ok && answer.status !== 422) return false;
      return this.#show(await answer.text());
    } catch {
      return false;
    }
  }

  #show(html: string): boolean {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById(this.#group.id);
    if (!fresh) return false;
    const held = this.#group.contains(document.activeElement);
    const group = document.importNode(fresh, true);
    this.#group.replaceWith(group);
    this.#group = group;
    this.#takeButton();
    wake(group);
    for (const inner of group.children) mount(inner);
    if (held) (group.querySelector<HTMLElement>("button[name=add]") ?? group.querySelector("button") ?? group).focus();
    return true;
  }

  #say(sentence: string, isWrong = false): void {
    this.#said.textContent = sentence;
    this.#said.classList.toggle("is-wrong", isWrong && sentence !== "");
  }
}

const uploads: Island = (element) => {
  const form = element.closest("form");
  if (form && element.id && typeof DataTransfer === "function") new Uploads(element, form);
};

export default uploads;
