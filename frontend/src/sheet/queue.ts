/** A line as it is sent; `key` makes it the same line however often it is sent. */
export interface Line {
  key: string;
  [field: string]: unknown;
}

/** A line that the server has not confirmed yet. `refused`: why it will not take it as it is. */
export interface Owed {
  line: Line;
  at: number;
  refused?: string;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * Lines that wait on this device, each under a name of its own: two tabs of one secretary never write over each other.
 * What stands here survives a reload, a crash of the browser and a night without a network.
 */
export class Queue {
  readonly #prefix: string;
  readonly #store: Store;

  constructor(meeting: string, person: string, store: Store = localStorage) {
    this.#prefix = `birge-sheet:${meeting}:${person}:`;
    this.#store = store;
  }

  keep(owed: Owed): void {
    this.#store.setItem(this.#prefix + owed.line.key, JSON.stringify(owed));
  }

  drop(key: string): void {
    this.#store.removeItem(this.#prefix + key);
  }

  /** In the order in which they were written. */
  all(): Owed[] {
    const found: Owed[] = [];
    for (let place = 0; place < this.#store.length; place += 1) {
      const name = this.#store.key(place);
      if (!name?.startsWith(this.#prefix)) continue;
      const owed = read(this.#store.getItem(name));
      if (owed) found.push(owed);
    }
    return found.sort((one, other) => one.at - other.at);
  }
}

function read(text: string | null): Owed | null {
  try {
    const owed = JSON.parse(text ?? "") as Owed;
    return typeof owed.line.key === "string" && typeof owed.at === "number" ? owed : null;
  } catch {
    return null;
  }
}

/** A random UUID, also where the page came over plain HTTP and the browser keeps its own function back. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
