// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { close, fault, left, place, read, shift } from "../src/ballot/choice.ts";

const NUMBERS = ["P-4", "P-2", "P-3", "P-1"];
const COST = 40;

/** A ballot of four projects of 40 each; `said`: number -> what the voter wrote beside it, or "on" for a tick. */
function ballot(kind: "tick" | "points" | "place", said: Record<string, string>): HTMLFormElement {
  const form = document.createElement("form");
  for (const number of NUMBERS) {
    const words = said[number] ?? "";
    const field = document.createElement(kind === "place" ? "select" : "input");
    field.name = kind === "tick" ? "choice" : `mark-${number}`;
    field.dataset["cost"] = String(COST);
    if (field instanceof HTMLSelectElement) {
      field.innerHTML = `<option value=""></option>${[1, 2, 3].map((n) => `<option value="${n}">${n}</option>`).join("")}`;
      field.value = words;
    } else if (kind === "tick") {
      field.type = "checkbox";
      field.value = number;
      field.checked = words === "on";
    } else field.value = words;
    form.append(field);
  }
  return form;
}

test.each([
  ["approval", "tick", { "P-3": "on", "P-1": "on" }, ["P-1", "P-3"], []],
  ["points", "points", { "P-4": "1", "P-2": "3", "P-1": "1", "P-3": "0" }, ["P-2", "P-1", "P-4"], [3, 1, 1]],
  ["ranking", "place", { "P-4": "2", "P-1": "1", "P-3": "3" }, ["P-1", "P-4", "P-3"], []],
] as const)("a choice by %s is in an order that tells nothing of the page", (form, kind, said, numbers, points) => {
  const found = read(ballot(kind, said), { form, most: 5, money: 0 });
  expect(found).toEqual({ numbers, points });
});

test.each([
  ["approval", "tick", {}, "empty"],
  ["approval", "tick", { "P-1": "on", "P-2": "on", "P-3": "on", "P-4": "on" }, "too_many"],
  ["approval", "tick", { "P-1": "on", "P-2": "on", "P-3": "on" }, ""],
  ["knapsack", "tick", { "P-1": "on", "P-2": "on", "P-3": "on" }, "money"],
  ["knapsack", "tick", { "P-1": "on", "P-2": "on" }, ""],
  ["points", "points", { "P-1": "3", "P-2": "1" }, "points"],
  ["points", "points", { "P-1": "1,5" }, "figures"],
  ["points", "points", { "P-1": "2", "P-2": "1" }, ""],
  ["ranking", "place", { "P-1": "1", "P-2": "1" }, "places"],
  ["ranking", "place", { "P-1": "3", "P-2": "1" }, ""],
] as const)("%s, %s: %o is judged as %s", (form, kind, said, expected) => {
  expect(fault(ballot(kind, said), { form, most: 3, money: 100 })).toBe(expected);
});

test("what is left of money and points", () => {
  expect(left(ballot("tick", { "P-1": "on" }), { form: "knapsack", most: 3, money: 100 })).toBe(60);
  expect(left(ballot("points", { "P-1": "2", "P-2": "9" }), { form: "points", most: 10, money: 0 })).toBe(-1);
  expect(left(ballot("tick", { "P-1": "on" }), { form: "approval", most: 3, money: 0 })).toBeUndefined();
});

test("a place holds one project; the order closes up and can be changed", () => {
  const rules = { form: "ranking", most: 3, money: 0 };
  const form = ballot("place", { "P-1": "1", "P-2": "2" });
  const [four, two, , one] = [...form.querySelectorAll("select")];
  if (!four || !two || !one) throw new Error("The form has four projects.");
  four.value = "1";
  place(form, four, "", rules);
  expect(read(form, rules).numbers).toEqual(["P-4", "P-2", "P-1"]);
  four.value = "2";
  place(form, four, "1", rules);
  expect(read(form, rules).numbers).toEqual(["P-2", "P-4", "P-1"]);
  shift(form, "P-1", -1, rules);
  expect(read(form, rules).numbers).toEqual(["P-2", "P-1", "P-4"]);
  two.value = "";
  close(form, rules);
  expect([four.value, two.value, one.value]).toEqual(["2", "", "1"]);
});
