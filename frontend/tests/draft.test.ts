import { afterEach, beforeEach, expect, test, vi } from "vitest";
import draft from "../src/islands/draft.ts";

let form: HTMLFormElement;
let sent: string[];
let status: number | "down";

const words = (): string => document.querySelector("[data-draft-note]")?.textContent ?? "";

function write(text: string): void {
  const field = form.elements.namedItem("text") as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  status = 204;
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: URLSearchParams }) => {
    sent.push(body.toString());
    if (status === "down") throw new TypeError("The network is down");
    return new Response(null, { status });
  });
  document.body.innerHTML = `<form method="post" action="/what/">
    <input type="hidden" name="csrfmiddlewaretoken" value="t"><textarea name="text"></textarea><input type="file" name="photos">
    <p data-draft-note data-saved="Saved" data-unsaved="Not saved" hidden></p><button name="action" value="save">On</button></form>`;
  form = document.forms[0] as HTMLFormElement;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what is typed is saved once the person pauses, without photos, and said so", async () => {
  draft(form);
  for (const text of ["D", "Da", "Dark"]) write(text);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(sent).toEqual(["csrfmiddlewaretoken=t&text=Dark"]);
  expect(words()).toBe("Saved");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.length).toBe(1);
});

test("what was typed before the script came is saved too", async () => {
  (form.elements.namedItem("text") as HTMLTextAreaElement).value = "Dark";
  draft(form);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(sent.length).toBe(1);
});

test("without a connection it says so, and tries again by itself", async () => {
  status = "down";
  draft(form);
  write("Dark");
  await vi.advanceTimersByTimeAsync(1_500);
  expect(words()).toBe("Not saved");
  status = 204;
  await vi.advanceTimersByTimeAsync(15_000);
  expect([sent.length, words()]).toEqual([2, "Saved"]);
});

test("a page that is left sends its last words along, unless the form itself was sent", () => {
  const beacon = vi.fn(() => true);
  vi.stubGlobal("navigator", { ...navigator, sendBeacon: beacon });
  draft(form);
  write("Dark");
  dispatchEvent(new Event("pagehide"));
  expect(beacon).toHaveBeenCalledTimes(1);
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  dispatchEvent(new Event("pagehide"));
  expect(beacon).toHaveBeenCalledTimes(1);
});
