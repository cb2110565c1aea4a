import { type Line, newKey, type Owed, Queue } from "../sheet/queue.ts";
import { type Answer, Sender } from "../sheet/sender.ts";

/** What stays in the form from one line to the next. */
const KEPT = new Set(["language", "csrfmiddlewaretoken"]);
const TIMEOUT_MS = 10_000;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * The secretary's sheet. A line is put into the queue of this device first and sent then, so a lost connection costs
 * nothing; the list below is the server's, and what colleagues write appears in it by the live socket.
 */
class Sheet {
  readonly #root: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #queue: Queue;
  readonly #sender: Sender;

  constructor(root: HTMLElement, form: HTMLFormElement) {
    this.#root = root;
    this.#form = form;
    this.#queue = new Queue(root.dataset["meeting"] ?? "", root.dataset["person"] ?? "");
    this.#sender = new Sender(this.#queue, (line) => this.#post(line), {
      changed: () => this.#show(),
      written: (number) => {
        this.#say(`${root.dataset["saved"]} ${number}`);
        document.querySelector("[data-live-kind=meeting]")?.dispatchEvent(new Event("look"));
      },
      refused: (owed) => this.#say(`${root.dataset["refused"]} ${owed.refused}`),
      stranger: () => this.#say(root.dataset["signedOut"] ?? ""),
      unreachable: () => this.#say(root.dataset["notReached"] ?? ""),
    });
    form.addEventListener("submit", (event) => this.#submitted(event));
    form.addEventListener("keydown", (event) => this.#pressed(event));
    root.querySelector("[data-sheet-again]")?.addEventListener("click", () => void this.#sender.send());
    for (const button of document.querySelectorAll<HTMLElement>("[data-sheet-take]")) {
      button.addEventListener("click", () => this.#take(button));
    }
    addEventListener("online", () => void this.#sender.send());
    addEventListener("storage", () => this.#show());
    this.#show();
    void this.#sender.send();
    this.#field("text")?.focus();
  }

  #submitted(event: Event): void {
    event.preventDefault();
    const line = this.#typed();
    if (!String(line["text"]) && !line["question"]) {
      this.#field("text")?.focus();
      return;
    }
    if (line["result"] === "explained" && !line["explanation"]) {
      this.#field("explanation")?.focus();
      return;
    }
    this.#queue.keep({ line, at: Date.now() });
    this.#empty();
    this.#show();
    void this.#sender.send();
  }

  /** Enter saves from every field; Shift+Enter is for a text of several lines. */
  #pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const at = event.target;
    if (at instanceof HTMLButtonElement || !(at instanceof HTMLElement) || at.closest("summary")) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #typed(): Line {
    const given = new FormData(this.#form);
    const word = (name: string): string => String(given.get(name) ?? "").trim();
    const question = Number.parseInt(word("question"), 10);
    const names = [
      "text",
      "category",
      "result",
      "explanation",
      "speaker",
      "district",
      "address",
      "phone",
      "email",
      "raises",
    ];
    return {
      key: word("key") || newKey(),
      ...Object.fromEntries(names.map((name) => [name, word(name)])),
      language: word("language") || "kk",
      question: Number.isNaN(question) ? null : question,
      is_named: given.has("is_named"),
      is_written: given.has("is_written"),
    };
  }

  #empty(): void {
    for (const field of this.#form.elements) {
      if (!isField(field) || KEPT.has(field.name)) continue;
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = false;
      else field.value = "";
    }
    const key = this.#field("key");
    if (key) key.value = newKey();
    this.#field("text")?.focus();
  }

  #take(button: HTMLElement): void {
    this.#fill({
      text: button.dataset["text"] ?? "",
      question: button.dataset["sheetTake"] ?? "",
      category: button.dataset["category"] ?? "",
    });
    this.#field("result")?.focus();
  }

  #fill(words: Record<string, unknown>): void {
    for (const [name, word] of Object.entries(words)) {
      const field = this.#field(name);
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = word === true;
      else if (field) field.value = word === null ? "" : String(word);
    }
  }

  #field(name: string): Field | null {
    const found = this.#form.elements.namedItem(name);
    return isField(found) ? found : null;
  }

  #show(): void {
    const owed = this.#queue.all();
    const box = this.#root.querySelector<HTMLElement>("[data-sheet-owed]");
    const count = this.#root.querySelector("[data-sheet-count]");
    if (box) box.hidden = owed.length === 0;
    if (count) count.textContent = String(owed.length);
    const list = this.#root.querySelector("[data-sheet-queue]");
    list?.replaceChildren(...owed.map((each) => this.#row(each)));
  }

  #row(owed: Owed): HTMLElement {
    const row = document.createElement("li");
    row.className = "b-line";
    const words = document.createElement("p");
    words.className = "b-m-0 b-words";
    words.textContent = String(owed.line["text"] || `№ ${owed.line["question"]}`);
    row.append(words);
    if (owed.refused) {
      const why = document.createElement("button");
      why.type = "button";
      why.className = "b-linkish";
      why.textContent = `${this.#root.dataset["refused"]} ${owed.refused}`;
      why.addEventListener("click", () => this.#takeBack(owed));
      row.append(why);
    }
    return row;
  }

  /** What was refused comes back into the form, to be put right. */
  #takeBack(owed: Owed): void {
    this.#queue.drop(owed.line.key);
    this.#fill(owed.line);
    this.#show();
    this.#field("text")?.focus();
  }

  #say(words: string): void {
    const place = this.#root.querySelector("[data-sheet-said]");
    if (place) place.textContent = words;
  }

  async #post(line: Line): Promise<Answer> {
    const first = await this.#try(line);
    if (first.type !== "stranger") return first;
    // Signed in anew in another tab: the page's token is old, the session is not.
    return (await this.#renew()) ? await this.#try(line) : first;
  }

  async #try(line: Line): Promise<Answer> {
    let answer: Response;
    try {
      answer = await fetch(this.#root.dataset["api"] ?? "", {
        method: "POST",
        credentials: "same-origin",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "Accept-Language": document.documentElement.lang,
          "X-CSRFToken": this.#field("csrfmiddlewaretoken")?.value ?? "",
        },
        body: JSON.stringify(line),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      return { type: "unreachable" };
    }
    if (answer.ok) return { type: "written", number: ((await answer.json()) as { number: number }).number };
    if (answer.status === 401 || answer.status === 403) return { type: "stranger" };
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { type: "unreachable" };
    return { type: "refused", reason: await reason(answer) };
  }

  async #renew(): Promise<boolean> {
    try {
      const page = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      if (!page.ok || page.redirected) return false;
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
      const token = fresh.querySelector<HTMLInputElement>("[data-sheet-form] [name=csrfmiddlewaretoken]");
      const own = this.#field("csrfmiddlewaretoken");
      if (!token || !own) return false;
      own.value = token.value;
      return true;
    } catch {
      return false;
    }
  }
}

async function reason(answer: Response): Promise<string> {
  try {
    return String(((await answer.json()) as { detail?: string }).detail ?? answer.status);
  } catch {
    return String(answer.status);
  }
}

function isField(thing: unknown): thing is Field {
  return (
    thing instanceof HTMLInputElement || thing instanceof HTMLSelectElement || thing instanceof HTMLTextAreaElement
  );
}

export default function sheet(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>("[data-sheet-form]");
  if (form) new Sheet(root, form);
}
