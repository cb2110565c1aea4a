import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Suggest, type Suggestion } from "../src/suggest.ts";

const ABAI: Suggestion[] = [
  { name: "Абай даңғылы", detail: "" },
  { name: "«Абай» метро стансасы", detail: "Медеу ауданы" },
];

const SERVED = '<label for="address">Address</label><div class="b-suggest"><input id="address"></div>';

let field: HTMLInputElement;
let asked: string[];
let taken: string[];

const list = () => document.querySelector("[role=listbox]") as HTMLElement;
const chosen = () => [...list().children].map((option) => option.getAttribute("aria-selected"));
const press = (key: string) => field.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));

async function type(text: string): Promise<void> {
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(250);
}

function wake(): void {
  const find = async (text: string) => {
    asked.push(text);
    return text.startsWith("Аб") ? ABAI : [];
  };
  new Suggest(field, find, ({ name }) => taken.push(name), { some: "There are some", none: "There are none" });
}

function serve(): void {
  document.body.innerHTML = SERVED;
  field = document.getElementById("address") as HTMLInputElement;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  taken = [];
  serve();
  wake();
});

afterEach(() => {
  vi.useRealTimers();
});

test("who is writing when the script arrives goes on writing", () => {
  serve();
  field.focus();
  wake();
  expect(document.activeElement).toBe(field);
});

test("one letter asks nothing, a pause after two asks once", async () => {
  await type("А");
  field.value = "Аб";
  field.dispatchEvent(new Event("input"));
  await type("Аба");
  expect(asked).toEqual(["Аба"]);
});

test("suggestions are a listbox of the field, named by its label, and are announced", async () => {
  await type("Аба");
  expect(list().hidden).toBe(false);
  expect(field.getAttribute("aria-expanded")).toBe("true");
  expect(field.getAttribute("aria-controls")).toBe(list().id);
  expect(list().getAttribute("aria-label")).toBe("Address");
  expect([...list().children].map((option) => option.textContent)).toEqual([
    "Абай даңғылы",
    "«Абай» метро стансасыМедеу ауданы",
  ]);
  expect(document.querySelector("[role=status]")?.textContent).toBe("There are some");
  await type("Ъъъ");
  expect(list().hidden).toBe(true);
  expect(document.querySelector("[role=status]")?.textContent).toBe("There are none");
});

test("arrows go round through the typed text, Enter takes what is marked and only that", async () => {
  await type("Аба");
  expect(press("Enter")).toBe(true);
  press("ArrowUp");
  expect(chosen()).toEqual(["false", "true"]);
  expect(field.getAttribute("aria-activedescendant")).toBe("address-list-1");
  press("ArrowDown");
  expect(chosen()).toEqual(["false", "false"]);
  press("ArrowDown");
  expect(press("Enter")).toBe(false);
  expect(taken).toEqual(["Абай даңғылы"]);
  expect(list().hidden).toBe(true);
});

test("Escape closes and leaves the text; a press takes", async () => {
  await type("Аба");
  press("Escape");
  expect([list().hidden, field.value]).toEqual([true, "Аба"]);
  await type("Абай");
  (list().children[1] as HTMLElement).click();
  expect(taken).toEqual(["«Абай» метро стансасы"]);
});
