/** One line of the list under a field. */
export interface Suggestion {
  name: string;
  detail: string;
}

interface Words {
  /** Said when there are suggestions, and when there are none. */
  some: string;
  none: string;
}

const PAUSE_MS = 250;
const SHORTEST = 2;

/**
 * Suggestions under a text field, by the combobox pattern of ARIA 1.2: arrows choose, Enter takes, Escape closes. What
 * was typed stays typed until something is taken. The list hangs under the element around the field, `.b-suggest`.
 */
export class Suggest<T extends Suggestion> {
  readonly #field: HTMLInputElement;
  readonly #list = document.createElement("ul");
  readonly #status = document.createElement("p");
  readonly #find: (text: string, signal: AbortSignal) => Promise<T[]>;
  readonly #take: (suggestion: T) => void;
  readonly #words: Words;
  #found: T[] = [];
  #active = -1;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor(
    field: HTMLInputElement,
    find: (text: string, signal: AbortSignal) => Promise<T[]>,
    take: (suggestion: T) => void,
    words: Words,
  ) {
    this.#field = field;
    this.#find = find;
    this.#take = take;
    this.#words = words;
    this.#build();
    field.addEventListener("input", () => this.#later());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#close());
    // The field keeps the focus while the list is pressed.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  #build(): void {
    const field = this.#field;
    const label = field.labels?.[0]?.textContent?.trim() ?? "";
    this.#list.className = "b-suggest__list";
    this.#list.id = `${field.id}-list`;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", label);
    this.#list.hidden = true;
    this.#status.className = "govuk-visually-hidden";
    this.#status.setAttribute("role", "status");
    // The field stays where it is: one that is moved loses the focus, and with it what is being typed.
    field.after(this.#list, this.#status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.#list.id);
    field.setAttribute("aria-expanded", "false");
    field.autocomplete = "off";
  }

  #later(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#ask(), PAUSE_MS);
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    const text = this.#field.value.trim();
    if (text.length < SHORTEST) {
      this.#close();
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const found = await this.#find(text, asking.signal);
      if (!asking.signal.aborted && this.#field.matches(":focus")) this.#show(found);
    } catch {
      // Without an answer the field is a plain field; "Find" and the list of districts are still there.
    }
  }

  #show(found: T[]): void {
    this.#found = found;
    this.#active = -1;
    this.#list.replaceChildren(...found.map((suggestion, place) => this.#option(suggestion, place)));
    this.#list.hidden = !found.length;
    this.#field.setAttribute("aria-expanded", String(found.length > 0));
    this.#field.removeAttribute("aria-activedescendant");
    this.#status.textContent = found.length ? this.#words.some : this.#words.none;
  }

  #option({ name, detail }: T, place: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(name);
    if (detail) {
      const small = document.createElement("small");
      small.textContent = detail;
      option.append(small);
    }
    return option;
  }

  #key(event: KeyboardEvent): void {
    if (this.#list.hidden) return;
    const last = this.#found.length - 1;
    if (event.key === "ArrowDown") this.#move(this.#active === last ? -1 : this.#active + 1);
    else if (event.key === "ArrowUp") this.#move(this.#active === -1 ? last : this.#active - 1);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  #move(place: number): void {
    this.#active = place;
    for (const [index, option] of [...this.#list.children].entries()) {
      option.setAttribute("aria-selected", String(index === place));
      if (index === place) option.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) this.#field.removeAttribute("aria-activedescendant");
    else this.#field.setAttribute("aria-activedescendant", `${this.#list.id}-${place}`);
  }

  #choose(place: number): void {
    const suggestion = this.#found[place];
    this.#close();
    if (suggestion) this.#take(suggestion);
  }

  #close(): void {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#list.hidden = true;
    this.#active = -1;
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }
}
