import type { Line, Owed, Queue } from "./queue.ts";

/** What came of one sending. */
export type Answer =
  | { type: "written"; number: number }
  | { type: "refused"; reason: string }
  | { type: "stranger" }
  | { type: "unreachable" };

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

export interface Heard {
  changed(): void;
  written(number: number): void;
  refused(owed: Owed): void;
  stranger(): void;
  unreachable(): void;
}

/** Sends what the queue holds, one line after another, until nothing is owed; what fails stays and is tried again. */
export class Sender {
  readonly #queue: Queue;
  readonly #post: (line: Line) => Promise<Answer>;
  readonly #heard: Heard;
  #busy = false;
  #again = false;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queue: Queue, post: (line: Line) => Promise<Answer>, heard: Heard) {
    this.#queue = queue;
    this.#post = post;
    this.#heard = heard;
  }

  async send(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#busy = true;
    try {
      do {
        this.#again = false;
        if (!(await this.#round())) return;
      } while (this.#again);
    } finally {
      this.#busy = false;
    }
  }

  /** Whether all that could be sent was. */
  async #round(): Promise<boolean> {
    for (const owed of this.#queue.all()) {
      if (owed.refused) continue;
      const answer = await this.#post(owed.line);
      if (answer.type === "written") {
        this.#queue.drop(owed.line.key);
        this.#wait = FIRST_WAIT_MS;
        this.#heard.written(answer.number);
      } else if (answer.type === "refused") {
        const kept = { ...owed, refused: answer.reason };
        this.#queue.keep(kept);
        this.#heard.refused(kept);
      } else {
        if (answer.type === "stranger") this.#heard.stranger();
        else this.#heard.unreachable();
        this.#later();
        return false;
      }
      this.#heard.changed();
    }
    return true;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.send(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }
}
