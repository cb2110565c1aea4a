import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "./sockets.ts";

const step = (seq: number, words: string) => `<li data-seq="${seq}"><b>${words}</b></li>`;
const timeline = (...steps: string[]) => `<ol>${steps.join("")}</ol>`;
const WORDS = 'data-live="By itself" data-reconnecting="Lost" data-polling="Every 20 seconds" data-gone="Not for you"';

let answers: (() => Response | Promise<Response>)[];
let asked: { url: string; etag: string | null }[];

async function page(attributes: string, content: string): Promise<HTMLElement> {
  document.body.innerHTML = `<span data-live-mark ${WORDS} hidden></span>
    <div data-island="live" ${attributes}><div data-live-content>${content}</div><p role="status" data-live-news></p></div>`;
  // The connection belongs to a page: each test is one.
  vi.resetModules();
  const { mount } = await import("../src/islands.ts");
  mount(document);
  await vi.waitFor(() => expect(FakeSocket.all.length).toBe(1));
  return document.querySelector("[data-island]") as HTMLElement;
}

const APPEAL = 'data-live-kind="appeal" data-live-id="2026-000001" data-live-seq="1" data-live-url="/fragment"';
const text = (selector: string) => document.querySelector(selector)?.textContent?.trim();
const html = (body: string, etag = "") => new Response(body, { headers: etag ? { ETag: etag } : {} });
const told = (seq: number) => FakeSocket.latest().says({ kind: "appeal", id: "2026-000001", seq });

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.install();
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ url, etag: headers["If-None-Match"] ?? null });
    const answer = answers.shift();
    if (!answer) throw new TypeError("The network is down");
    return answer();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an act brings the new step into the page, fades it in and reads it out", async () => {
  await page(APPEAL, timeline(step(1, "Accepted")));
  FakeSocket.latest().opens();
  expect(text("[data-live-mark]")).toBe("By itself");
  answers.push(() => html(timeline(step(1, "Accepted"), step(2, "Registered"))));
  told(2);
  await vi.waitFor(() => expect(text("[data-live-news]")).toBe("Registered"));
  expect([...document.querySelectorAll(".is-new")].map((one) => one.textContent)).toEqual(["Registered"]);
  expect(asked).toEqual([{ url: "/fragment", etag: null }]);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(FakeSocket.latest().sent.at(-1)).toEqual({ watch: [{ kind: "appeal", id: "2026-000001", seq: 2 }] });
});

test("acts that come while the page is asking are one more question, not many", async () => {
  await page(APPEAL, timeline(step(1, "a")));
  FakeSocket.latest().opens();
  let arrive: (response: Response) => void = () => undefined;
  answers.push(
    () =>
      new Promise<Response>((resolve) => {
        arrive = resolve;
      }),
  );
  answers.push(() => html(timeline(step(1, "a"), step(2, "b"), step(3, "c"), step(4, "d"))));
  for (const seq of [2, 3, 4]) told(seq);
  arrive(html(timeline(step(1, "a"), step(2, "b"))));
  await vi.waitFor(() => expect(document.querySelectorAll("li").length).toBe(4));
  expect(asked.length).toBe(2);
});

test("an act whose content does not come is asked for again, and its number is not forgotten", async () => {
  await page(APPEAL, timeline(step(1, "a")));
  FakeSocket.latest().opens();
  told(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.length).toBe(1);
  answers.push(() => html(timeline(step(1, "a"), step(2, "b"))));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(document.querySelectorAll("li").length).toBe(2);
});

test("without sockets the page polls with the ETag that it has", async () => {
  await page(APPEAL, timeline(step(1, "a")));
  answers.push(() => html(timeline(step(1, "a"), step(2, "b")), '"two"'));
  answers.push(() => new Response(null, { status: 304 }));
  for (const wait of [1_000, 2_000, 0]) {
    FakeSocket.latest().drops();
    await vi.advanceTimersByTimeAsync(wait);
  }
  expect(text("[data-live-mark]")).toBe("Every 20 seconds");
  await vi.waitFor(() => expect(document.querySelectorAll("li").length).toBe(2));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toEqual([
    { url: "/fragment", etag: null },
    { url: "/fragment", etag: '"two"' },
  ]);
});

test("what one may not see any longer is said in words, stays as it was, and is not asked for again", async () => {
  await page(APPEAL, timeline(step(1, "a")));
  FakeSocket.latest().opens();
  answers.push(() => new Response("", { status: 404 }));
  told(2);
  await vi.waitFor(() => expect(text("[data-live-mark]")).toBe("Not for you"));
  told(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(1);
  expect(document.querySelectorAll("li").length).toBe(1);
});

test("a burst in a list is one look at it; coming back, the list is looked at again", async () => {
  await page('data-live-follow="public org:2" data-live-url="/now"', "<ul></ul>");
  FakeSocket.latest().opens();
  expect(FakeSocket.latest().sent).toEqual([{ follow: ["public", "org:2"] }]);
  for (const seq of [1, 2, 3])
    FakeSocket.latest().says({ feed: "public", kind: "appeal", id: `2026-00000${seq}`, seq });
  answers.push(() => html('<ul><li><article data-number="3">New</article></li></ul>'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.length).toBe(1);
  expect(text("ul")).toBe("New");
  FakeSocket.latest().drops();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.latest().opens();
  answers.push(() => html("<ul></ul>"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.length).toBe(2);
});
