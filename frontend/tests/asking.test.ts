import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Asking } from "../src/asking.ts";

/** A server that answers when it is told to. */
class Server {
  words = "";
  asked: string[] = [];
  #open: { answer: (isOk: boolean) => void; signal: AbortSignal }[] = [];
  readonly asking = new Asking((signal) => {
    this.asked.push(this.words);
    return new Promise<boolean>((resolve, reject) => {
      this.#open.push({ answer: resolve, signal });
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  });

  type(words: string): void {
    this.words = words;
    this.asking.soon();
  }

  get waiting(): number {
    return this.#open.filter(({ signal }) => !signal.aborted).length;
  }

  async answer(isOk = true): Promise<void> {
    this.#open.shift()?.answer(isOk);
    await vi.advanceTimersByTimeAsync(0);
  }
}

let server: Server;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
});
afterEach(() => vi.useRealTimers());

test("quick typing is one question, asked after a pause", async () => {
  for (const words of ["к", "кө", "көш"]) server.type(words);
  expect(server.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  expect(server.asked).toEqual(["көш"]);
});

test("a slow server is asked one question at a time, and the newest words last", async () => {
  for (const words of ["a", "ab", "abc", "abcd"]) {
    server.type(words);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(server.asked).toEqual(["a"]);
  expect(server.waiting).toBe(1);
  await server.answer();
  expect(server.asked).toEqual(["a", "abcd"]);
  await server.answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toEqual(["a", "abcd"]);
});

test("an answer that comes while somebody types leaves the question to the pause after it", async () => {
  server.type("a");
  await vi.advanceTimersByTimeAsync(400);
  server.type("ab");
  await server.answer();
  expect(server.asked).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(400);
  expect(server.asked).toEqual(["a", "ab"]);
});

test("a lost answer is asked for again, less and less often, and in the end no more", async () => {
  server.type("a");
  await vi.advanceTimersByTimeAsync(400);
  const asked: number[] = [];
  for (const wait of [1000, 2000, 4000, 8000, 60_000]) {
    await server.answer(false);
    await vi.advanceTimersByTimeAsync(wait - 1);
    asked.push(server.asked.length);
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(asked).toEqual([1, 2, 3, 4, 5]);
  expect(server.asked.length).toBe(5);
  server.type("ab");
  await vi.advanceTimersByTimeAsync(400);
  expect(server.asked.at(-1)).toBe("ab");
});

test("a question that hangs is given up and asked again", async () => {
  server.type("a");
  await vi.advanceTimersByTimeAsync(400 + 10_000);
  expect(server.waiting).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect([server.asked, server.waiting]).toEqual([["a", "a"], 1]);
});
