import { beforeEach, describe, expect, it, vi } from "vitest";
import { newKey, Queue } from "../src/sheet/queue.ts";
import { type Answer, Sender } from "../src/sheet/sender.ts";

const nobody = { changed() {}, written() {}, refused() {}, stranger() {}, unreachable() {} };

beforeEach(() => localStorage.clear());

describe("the queue of the sheet", () => {
  it("keeps lines in their order, apart by meeting and person", () => {
    const queue = new Queue("M-2026-0001", "7");
    queue.keep({ line: { key: "b" }, at: 2 });
    queue.keep({ line: { key: "a" }, at: 1 });
    new Queue("M-2026-0001", "8").keep({ line: { key: "c" }, at: 0 });
    expect(queue.all().map((owed) => owed.line.key)).toEqual(["a", "b"]);
  });

  it("survives a reload and what others left in the store", () => {
    new Queue("M-2026-0001", "7").keep({ line: { key: "a", text: "Шам" }, at: 1 });
    localStorage.setItem("birge-sheet:M-2026-0001:7:broken", "{");
    expect(new Queue("M-2026-0001", "7").all()).toEqual([{ line: { key: "a", text: "Шам" }, at: 1 }]);
  });

  it("makes keys that are UUIDs of version 4, none twice", () => {
    const keys = new Set(Array.from({ length: 200 }, newKey));
    expect(keys.size).toBe(200);
    for (const key of keys)
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("the sender of the sheet", () => {
  it("sends one after another and forgets only what was written", async () => {
    const queue = new Queue("m", "1");
    for (const [place, key] of ["a", "b", "c"].entries()) queue.keep({ line: { key }, at: place });
    const sent: string[] = [];
    const sender = new Sender(
      queue,
      async (line): Promise<Answer> => {
        sent.push(line.key);
        return line.key === "b" ? { type: "refused", reason: "No text." } : { type: "written", number: sent.length };
      },
      nobody,
    );
    await sender.send();
    expect(sent).toEqual(["a", "b", "c"]);
    expect(queue.all()).toEqual([{ line: { key: "b" }, at: 1, refused: "No text." }]);
    await sender.send();
    expect(sent).toEqual(["a", "b", "c"]);
  });

  it("keeps everything while the server is out of reach, and tries again by itself", async () => {
    vi.useFakeTimers();
    const queue = new Queue("m", "1");
    queue.keep({ line: { key: "a" }, at: 1 });
    queue.keep({ line: { key: "b" }, at: 2 });
    let reachable = false;
    const sent: string[] = [];
    const sender = new Sender(
      queue,
      async (line): Promise<Answer> => {
        if (!reachable) return { type: "unreachable" };
        sent.push(line.key);
        return { type: "written", number: sent.length };
      },
      nobody,
    );
    await sender.send();
    expect(queue.all().length).toBe(2);
    reachable = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual(["a", "b"]);
    expect(queue.all()).toEqual([]);
    vi.useRealTimers();
  });

  it("takes up what was written while it was sending", async () => {
    const queue = new Queue("m", "1");
    queue.keep({ line: { key: "a" }, at: 1 });
    const sent: string[] = [];
    const sender = new Sender(
      queue,
      async (line): Promise<Answer> => {
        sent.push(line.key);
        if (line.key === "a") {
          queue.keep({ line: { key: "b" }, at: 2 });
          void sender.send();
        }
        return { type: "written", number: sent.length };
      },
      nobody,
    );
    await sender.send();
    expect(sent).toEqual(["a", "b"]);
  });
});
