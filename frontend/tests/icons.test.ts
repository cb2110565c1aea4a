import { expect, test } from "vitest";
import { namesInUse, sprite } from "../tools/icons.ts";

const root = `${import.meta.dirname}/..`;

test("every icon that a template or a list names is in the sprite, once", () => {
  const ids = [...sprite(root).matchAll(/<symbol id="i-([a-z0-9-]+)"/g)].map((match) => match[1]);
  expect(ids).toEqual([...namesInUse(root).keys()].sort());
  expect(ids.length).toBeGreaterThan(50);
});

test("the sprite holds shapes only: no script, no style, no address", () => {
  expect(sprite(root)).not.toMatch(/<script|style=|href=|class=/);
});
