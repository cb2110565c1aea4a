/*
 * Asking the server while somebody types. One question at a time: a slow server is not buried under questions that
 * nobody waits for any longer. The newest words are always asked for last, and an answer that is lost is asked for
 * again.
 */

const PAUSE_MS = 400;
/** A question that is not answered by then counts as lost. */
const LONGEST_MS = 10_000;
const FIRST_WAIT_MS = 1000;
/** So often a lost answer is asked for again before the next word is typed. */
const TIMES = 4;

export class Asking {
  readonly #question: (signal: AbortSignal) => Promise<boolean>;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isNewer = false;
  #lost = 0;

  /** `question` asks for what follows from the words as they stand now; false or a rejection: there was no answer. */
  constructor(question: (signal: AbortSignal) => Promise<boolean>) {
    this.#question = question;
  }

  /** Something was typed: ask in a moment, unless more is typed meanwhile. */
  soon(): void {
    this.#lost = 0;
    this.#in(PAUSE_MS);
  }

  #in(ms: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      void this.#ask();
    }, ms);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) {
      this.#isNewer = true;
      return;
    }
    this.#isAsking = true;
    this.#isNewer = false;
    const asking = new AbortController();
    const end = setTimeout(() => asking.abort(), LONGEST_MS);
    const isAnswered = await this.#question(asking.signal).catch(() => false);
    clearTimeout(end);
    this.#isAsking = false;
    // Whoever types on will ask anyway.
    if (this.#pause !== undefined) return;
    if (this.#isNewer) void this.#ask();
    else if (!isAnswered && this.#lost < TIMES) this.#in(FIRST_WAIT_MS * 2 ** this.#lost++);
  }
}
