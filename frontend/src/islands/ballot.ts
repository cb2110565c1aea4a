import { fromHex, toBase64, toHex } from "../ballot/bytes.ts";
import { chosen, close, fault, left, place, type Rules, read, shift } from "../ballot/choice.ts";
import { leafHash } from "../ballot/merkle.ts";
import { NotSigned, sign } from "../ballot/ncalayer.ts";
import { type Receipt, receiptHolds, verifier } from "../ballot/notes.ts";
import { filled, lines } from "../ballot/review.ts";
import { type Box, seal } from "../ballot/seal.ts";
import type { Island } from "../islands.ts";

const TENGE = new Intl.NumberFormat("ru");
/** So many places are drawn in the bar; more are only counted. */
const SLOTS = 10;

/**
 * The ballot in the browser: choose, check, confirm, seal, put in, all on one page, so that the choice never leaves
 * the device in clear, not even to the log of a server. Without this island the same form works, and says who sealed.
 */
class Ballot {
  readonly #form: HTMLFormElement;
  readonly #rules: Rules;
  readonly #first: string;
  /** The places of a ranking before the last change: field -> place. */
  readonly #places = new Map<HTMLSelectElement, string>();
  /** One key for one ballot: a repeated sending is the same ballot. A changed choice is another. */
  #key = crypto.randomUUID();
  #sealed: { said: string; envelope: Uint8Array<ArrayBuffer> } | undefined;
  #busy = false;

  constructor(form: HTMLFormElement) {
    const { form: way = "", most = "1", money = "0" } = form.dataset;
    this.#form = form;
    this.#rules = { form: way, most: Number(most), money: Number(money) };
    this.#first = this.#find("[data-left]")?.textContent?.trim() ?? "";
    form.addEventListener("change", (event) => this.#changed(event.target));
    form.addEventListener("input", () => this.#count());
    form.addEventListener("click", (event) => this.#pressed(event.target));
    form.addEventListener("submit", (event) => this.#review(event));
    for (const step of form.querySelectorAll("[data-step-by]")) step.removeAttribute("hidden");
    this.#find("[data-back]")?.addEventListener("click", () => this.#step("choose"));
    for (const button of form.querySelectorAll("[data-send]")) button.addEventListener("click", () => this.#send());
    for (const button of form.querySelectorAll("[data-cast]")) button.addEventListener("click", () => this.#cast());
    this.#find("[data-eds]")?.addEventListener("click", () => this.#signed());
    this.#find("[data-code]")?.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Enter") return;
      event.preventDefault();
      this.#cast();
    });
    if (this.#counts && this.#rules.most <= SLOTS) this.#find("[data-slots]")?.removeAttribute("hidden");
    this.#remember();
    this.#count();
  }

  #find<T extends HTMLElement>(selector: string): T | null {
    return this.#form.querySelector<T>(selector);
  }

  /** Whether so many projects may be chosen, and no money or points are counted. */
  get #counts(): boolean {
    return !["knapsack", "points"].includes(this.#rules.form);
  }

  get #ticks(): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>('input[name="choice"]')];
  }

  #remember(): void {
    for (const field of this.#form.querySelectorAll<HTMLSelectElement>('select[name^="mark-"]'))
      this.#places.set(field, field.value);
  }

  #changed(target: EventTarget | null): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.name !== "choice" && !target.name.startsWith("mark-")) return;
    if (target instanceof HTMLSelectElement) {
      place(this.#form, target, this.#places.get(target) ?? "", this.#rules);
      this.#remember();
    } else if (target.checked && this.#rules.form !== "knapsack" && this.#rules.most === 1) {
      // One place only: the new choice takes it.
      for (const other of this.#ticks) other.checked = other === target;
    }
    this.#key = crypto.randomUUID();
    this.#count();
  }

  #pressed(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>("button[data-step-by]") : null;
    const field = button?.closest("[data-give]")?.querySelector("input");
    if (button && field) {
      const points = Math.max(0, (Number.parseInt(field.value, 10) || 0) + Number(button.dataset["stepBy"]));
      field.value = points ? String(points) : "";
      this.#changed(field);
    }
    const mover = target instanceof Element ? target.closest<HTMLButtonElement>("button[data-shift]") : null;
    if (mover) this.#move(mover);
  }

  #move(mover: HTMLButtonElement): void {
    const { number = "", shift: by = "1" } = mover.dataset;
    shift(this.#form, number, by === "-1" ? -1 : 1, this.#rules);
    this.#remember();
    this.#key = crypto.randomUUID();
    this.#find("[data-chosen]")?.replaceChildren(...lines(this.#form, this.#rules));
    const buttons = [...this.#form.querySelectorAll<HTMLButtonElement>(`button[data-number="${number}"]`)];
    const same = buttons.find((button) => button.dataset["shift"] === by);
    (same?.disabled ? buttons.find((button) => !button.disabled) : same)?.focus();
  }

  #count(): void {
    const { most, form } = this.#rules;
    const many = chosen(this.#form, this.#rules).length;
    const full = this.#counts && many >= most;
    if (form === "approval") for (const tick of this.#ticks) tick.disabled = full && !tick.checked && most > 1;
    this.#find("[data-slots]")?.replaceChildren(
      ...Array.from({ length: Math.min(most, SLOTS) }, (_, index) => {
        const slot = document.createElement("i");
        slot.textContent = index < many ? "✓" : String(index + 1);
        slot.classList.toggle("on", index < many);
        return slot;
      }),
    );
    const count = this.#find("[data-count]");
    if (count) count.textContent = many && this.#counts ? `${many} / ${most}` : "";
    const words = this.#find("[data-left]");
    if (!words) return;
    words.textContent = this.#words(many, full);
    const rest = left(this.#form, this.#rules);
    words.classList.toggle("b-over", rest !== undefined && rest < 0);
  }

  /** What stands in the bar: the limit, or what is left of it. */
  #words(many: number, full: boolean): string {
    const rest = left(this.#form, this.#rules);
    if (rest === undefined) return full ? (this.#form.dataset["leftNone"] ?? "") : this.#first;
    if (!many) return this.#first;
    const { moneyLeft, moneyOver, pointsLeft, pointsOver } = this.#form.dataset;
    const [enough, over] = this.#rules.form === "points" ? [pointsLeft, pointsOver] : [moneyLeft, moneyOver];
    return filled(rest < 0 ? over : enough, TENGE.format(Math.abs(rest))).replace(" ₸", "\u00a0₸");
  }

  #step(name: "choose" | "check"): void {
    for (const step of this.#form.querySelectorAll<HTMLElement>("[data-step]"))
      step.hidden = step.dataset["step"] !== name;
    const bar = this.#find("[data-bar]");
    if (bar) bar.hidden = name === "check";
    this.#say("");
    this.#count();
    if (name === "check") this.#find("[data-check-title]")?.focus();
    else chosen(this.#form, this.#rules)[0]?.focus();
    scrollTo({ top: 0 });
  }

  #review(event: SubmitEvent): void {
    if (!this.#find('[data-step="check"]')) return;
    event.preventDefault();
    const wrong = fault(this.#form, this.#rules);
    if (wrong) {
      const words = this.#find("[data-left]");
      const sentences = JSON.parse(this.#form.dataset["faults"] ?? "{}") as Record<string, string>;
      if (words) words.textContent = sentences[wrong] ?? "";
      words?.classList.add("b-over");
      return;
    }
    if (this.#rules.form === "ranking") close(this.#form, this.#rules);
    this.#remember();
    this.#find("[data-chosen]")?.replaceChildren(...lines(this.#form, this.#rules));
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
    const code = this.#find<HTMLInputElement>("[data-code]")?.value ?? "";
    await this.#put(this.#form.dataset["castUrl"] ?? "", { code });
  }

  /** Confirm by a digital signature instead of a code. */
  async #signed(): Promise<void> {
    const { toSign = "", ncalayer = "", signatureUrl = "" } = this.#form.dataset;
    if (this.#busy) return;
    this.#say("");
    try {
      await this.#put(signatureUrl, { signature: await sign(toSign, ncalayer) });
    } catch (error) {
      if (!(error instanceof NotSigned)) throw error;
      const words = { away: "edsAway", cancelled: "edsCancelled", failed: "edsFailed" };
      this.#say(this.#form.dataset[words[error.why]] ?? "");
    }
  }

  /** Seal the choice and send it with what confirms the voter; then check the receipt. */
  async #put(url: string, confirmed: Record<string, string>): Promise<void> {
    const { edition = "", charter = "", district = "", boxKey = "", logKey = "" } = this.#form.dataset;
    const box: Box = { key: fromHex(boxKey), edition, charterHash: charter, district };
    const { numbers, points } = read(this.#form, this.#rules);
    const said = JSON.stringify([numbers, points]);
    // A repeated sending carries the same envelope, else the server could not know it for the same.
    if (this.#sealed?.said !== said) this.#sealed = { said, envelope: await seal(box, numbers, points) };
    const { envelope } = this.#sealed;
    const answer = await this.#post(url, { key: this.#key, envelope: toBase64(envelope), ...confirmed });
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
