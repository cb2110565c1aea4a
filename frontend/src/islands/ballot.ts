import { fromHex, toBase64, toHex } from "../ballot/bytes.ts";
import { leafHash } from "../ballot/merkle.ts";
import { type Receipt, receiptHolds, verifier } from "../ballot/notes.ts";
import { type Box, seal } from "../ballot/seal.ts";
import type { Island } from "../islands.ts";

/**
 * The ballot in the browser: choose, check, confirm, seal, put in, all on one page, so that the choice never leaves
 * the device in clear, not even to the log of a server. Without this island the same form works, and says who sealed.
 */
class Ballot {
  readonly #form: HTMLFormElement;
  readonly #most: number;
  /** One key for one ballot: a repeated sending is the same ballot. A changed choice is another. */
  #key = crypto.randomUUID();
  #sealed: { choices: string; envelope: Uint8Array<ArrayBuffer> } | undefined;
  #busy = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#most = Number(form.dataset["most"] ?? 1);
    form.addEventListener("change", (event) => this.#changed(event));
    form.addEventListener("submit", (event) => this.#review(event));
    this.#find("[data-back]")?.addEventListener("click", () => this.#step("choose"));
    for (const button of form.querySelectorAll("[data-send]")) button.addEventListener("click", () => this.#send());
    for (const button of form.querySelectorAll("[data-cast]")) button.addEventListener("click", () => this.#cast());
    this.#find("[data-code]")?.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return;
      event.preventDefault();
      this.#cast();
    });
    this.#find("[data-slots]")?.removeAttribute("hidden");
    this.#count();
  }

  #find<T extends HTMLElement>(selector: string): T | null {
    return this.#form.querySelector<T>(selector);
  }

  get #picks(): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>('input[name="choice"]')];
  }

  get #choices(): string[] {
    return this.#picks.filter((pick) => pick.checked).map((pick) => pick.value);
  }

  get #limited(): boolean {
    return ["approval", "choose_1", "ranking"].includes(this.#form.dataset["form"] ?? "");
  }

  #changed(event: Event): void {
    const pick = event.target as HTMLInputElement;
    if (pick.name !== "choice") return;
    // One place only: the new choice takes it.
    if (pick.checked && this.#most === 1) for (const other of this.#picks) other.checked = other === pick;
    this.#key = crypto.randomUUID();
    this.#count();
  }

  #count(): void {
    const chosen = this.#choices.length;
    const full = this.#limited && chosen >= this.#most;
    for (const pick of this.#picks) pick.disabled = full && !pick.checked && this.#most > 1;
    const slots = this.#find("[data-slots]");
    slots?.replaceChildren(
      ...Array.from({ length: this.#most }, (_, place) => {
        const slot = document.createElement("i");
        slot.textContent = place < chosen ? "✓" : String(place + 1);
        slot.classList.toggle("on", place < chosen);
        return slot;
      }),
    );
    const count = this.#find("[data-count]");
    if (count) count.textContent = chosen ? `${chosen} / ${this.#most}` : "";
    const left = this.#find("[data-left]");
    if (!left) return;
    left.dataset["first"] ??= left.textContent ?? "";
    left.textContent = full ? (this.#form.dataset["leftNone"] ?? "") : left.dataset["first"];
  }

  #step(name: "choose" | "check"): void {
    for (const step of this.#form.querySelectorAll<HTMLElement>("[data-step]"))
      step.hidden = step.dataset["step"] !== name;
    const bar = this.#find("[data-bar]");
    if (bar) bar.hidden = name === "check";
    this.#say("");
    if (name === "check") this.#find("[data-check-title]")?.focus();
    else this.#picks.find((pick) => pick.checked)?.focus();
    scrollTo({ top: 0 });
  }

  #review(event: SubmitEvent): void {
    if (!this.#find('[data-step="check"]')) return;
    event.preventDefault();
    if (!this.#choices.length) {
      this.#picks[0]?.focus();
      return;
    }
    const cards = this.#picks.filter((pick) => pick.checked).map((pick) => pick.closest("article"));
    this.#find("[data-chosen]")?.replaceChildren(
      ...cards.map((card) => {
        const line = document.createElement("li");
        line.className = "b-card b-plain b-chosen";
        for (const part of ["[data-title]", "[data-place]", "[data-cost]"]) {
          const found = card?.querySelector(part);
          if (!found) continue;
          const copy = document.createElement(part === "[data-title]" ? "h2" : "p");
          copy.className = part === "[data-title]" ? "b-h3 b-m-0" : "b-small b-m-0";
          copy.textContent = found.textContent?.trim() ?? "";
          line.append(copy);
        }
        return line;
      }),
    );
    this.#step("check");
  }

  async #send(): Promise<void> {
    const answer = await this.#post(this.#form.dataset["codeUrl"] ?? "", {});
    if (!answer) return;
    const words = this.#find("[data-sent-to]");
    if (words) words.textContent = `${this.#form.dataset["sent"]} ${answer["sent_to"]}`;
    this.#find("[data-ask]")?.setAttribute("hidden", "");
    this.#find("[data-coded]")?.removeAttribute("hidden");
    this.#find("[data-code]")?.focus();
  }

  async #cast(): Promise<void> {
    const { edition = "", charter = "", district = "", boxKey = "", logKey = "" } = this.#form.dataset;
    const box: Box = { key: fromHex(boxKey), edition, charterHash: charter, district };
    const choices = JSON.stringify(this.#choices);
    // A repeated sending carries the same envelope, else the server could not know it for the same.
    if (this.#sealed?.choices !== choices) this.#sealed = { choices, envelope: await seal(box, this.#choices) };
    const { envelope } = this.#sealed;
    const code = this.#find<HTMLInputElement>("[data-code]")?.value ?? "";
    const sent = { key: this.#key, envelope: toBase64(envelope), code };
    const answer = await this.#post(this.#form.dataset["castUrl"] ?? "", sent);
    if (!answer) return;
    const receipt = answer["receipt"] as Receipt;
    const own = receipt.leaf === toHex(await leafHash(envelope));
    const signed = await receiptHolds(receipt, verifier(logKey), fromHex(receipt.signature));
    if (!own || signed === false) {
      this.#say(this.#form.dataset["untrue"] ?? "");
      return;
    }
    location.assign(String(answer["url"]));
  }

  async #post(url: string, words: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    if (this.#busy) return undefined;
    this.#busy = true;
    this.#say("");
    const token = this.#find<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ ...words, csrfmiddlewaretoken: token }),
      });
      const told = (await answer.json()) as Record<string, unknown>;
      if (answer.ok) return told;
      this.#say(String(told["detail"] ?? this.#form.dataset["failed"]));
      this.#find("[data-code]")?.focus();
    } catch {
      this.#say(this.#form.dataset["failed"] ?? "");
    } finally {
      this.#busy = false;
    }
    return undefined;
  }

  #say(words: string): void {
    const error = this.#find("[data-error]");
    const place = this.#find("[data-error-words]");
    if (!error || !place) return;
    place.textContent = words;
    error.hidden = !words;
  }
}

const ballot: Island = (element) => {
  if (element instanceof HTMLFormElement && crypto.subtle) new Ballot(element);
};

export default ballot;
