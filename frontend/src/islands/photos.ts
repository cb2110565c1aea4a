import type { Island } from "../islands.ts";
import { give, openBy, readRules, sift } from "../photos/choice.ts";

/**
 * A file field for photos: what is chosen is shown, can be put in order and taken back, and large pictures are made
 * smaller before they travel. Photos chosen later are added to those chosen before.
 */
class PhotoField {
  readonly #field: HTMLInputElement;
  readonly #list = document.createElement("ul");
  readonly #said = document.createElement("p");
  #files: File[] = [];

  constructor(field: HTMLInputElement) {
    this.#field = field;
    this.#list.className = "b-picker__list";
    this.#said.className = "b-said";
    this.#said.setAttribute("role", "status");
    field.after(this.#said, this.#list);
    if (field.dataset["choose"]) openBy(field, this.#button(field.dataset["choose"]));
    field.addEventListener("change", () => void this.#picked());
  }

  #button(words: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary b-btn--small";
    button.textContent = words;
    this.#field.after(button);
    return button;
  }

  async #picked(): Promise<void> {
    const picked = [...(this.#field.files ?? [])];
    const { files, sentences } = await sift(picked, this.#files.length, readRules(this.#field));
    this.#files.push(...files);
    this.#say(sentences.join(" "));
    this.#show();
  }

  #say(sentence: string): void {
    this.#said.textContent = sentence;
    this.#said.classList.toggle("is-wrong", sentence !== "");
  }

  #show(): void {
    give(this.#field, this.#files);
    for (const image of this.#list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.#list.replaceChildren(...this.#files.map((file, place) => this.#item(file, place)));
  }

  #item(file: File, place: number): HTMLElement {
    const item = document.createElement("li");
    item.className = "b-picker__photo";
    const image = document.createElement("img");
    image.alt = "";
    image.src = URL.createObjectURL(file);
    // A photo that this browser cannot show (HEIC) has its name.
    image.addEventListener("error", () => image.remove());
    const name = document.createElement("span");
    name.className = "b-picker__name";
    name.textContent = file.name;
    const tools = document.createElement("div");
    tools.className = "b-picker__tools";
    tools.append(
      this.#tool("earlier", "←", file, place === 0, () => this.#move(place, -1)),
      this.#tool("later", "→", file, place === this.#files.length - 1, () => this.#move(place, 1)),
      this.#tool("remove", "×", file, false, () => this.#remove(place)),
    );
    item.append(image, name, tools);
    return item;
  }

  #tool(word: string, sign: string, file: File, isIdle: boolean, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "b-tool";
    button.textContent = sign;
    button.disabled = isIdle;
    button.setAttribute("aria-label", `${this.#field.dataset[word] ?? word}: ${file.name}`);
    button.addEventListener("click", act);
    return button;
  }

  #move(place: number, by: number): void {
    const [file] = this.#files.splice(place, 1);
    if (file) this.#files.splice(place + by, 0, file);
    this.#show();
    this.#focus(place + by, by < 0 ? 0 : 1);
  }

  #remove(place: number): void {
    this.#files.splice(place, 1);
    this.#say("");
    this.#show();
    if (this.#files.length) this.#focus(Math.min(place, this.#files.length - 1), 2);
    else this.#field.focus(); // which leads to its button
  }

  #focus(place: number, tool: number): void {
    const tools = this.#list.children[place]?.querySelectorAll<HTMLButtonElement>("button");
    const wished = tools?.[tool];
    (wished?.disabled ? tools?.[2] : wished)?.focus();
  }
}

const photos: Island = (element) => {
  if (element instanceof HTMLInputElement && typeof DataTransfer === "function") new PhotoField(element);
};

export default photos;
