import { expect, test } from "vitest";
import { readRules, sift } from "../src/photos/choice.ts";
import { fitted } from "../src/photos/shrink.ts";

const RULES = {
  limit: 2,
  maxBytes: 1024 * 1024,
  types: ["image/jpeg", "image/heic"],
  tooMany: "Only {limit}",
  tooLarge: "{name} is over {megabytes} MB",
  wrongType: "{name} is no photo",
};
const file = (name: string, type: string, size = 10) => new File([new Uint8Array(size)], name, { type });

test("a picture keeps its shape and never grows", () => {
  expect(fitted(4000, 3000)).toEqual([1600, 1200]);
  expect(fitted(3000, 4000)).toEqual([1200, 1600]);
  expect(fitted(800, 600)).toEqual([800, 600]);
  expect(fitted(20000, 1)).toEqual([1600, 1]);
});

test("what may not be sent is left out, each with its sentence", async () => {
  const large = file("large.heic", "image/heic", RULES.maxBytes + 1);
  const { files, sentences } = await sift(
    [file("a.pdf", "application/pdf"), large, file("b.heic", "image/heic")],
    0,
    RULES,
  );
  expect(files.map((one) => one.name)).toEqual(["b.heic"]);
  expect(sentences).toEqual(["a.pdf is no photo", "large.heic is over 1 MB"]);
});

test("no more photos are taken than fit, those already there counted", async () => {
  const { files, sentences } = await sift(
    [1, 2, 3].map((n) => file(`${n}.heic`, "image/heic")),
    1,
    RULES,
  );
  expect(files.map((one) => one.name)).toEqual(["1.heic"]);
  expect(sentences).toEqual(["Only 2"]);
});

test("a HEIC photo that does not say what it is passes by its name", async () => {
  const { files } = await sift([file("IMG_1.HEIC", "")], 0, RULES);
  expect(files.map((one) => one.name)).toEqual(["IMG_1.HEIC"]);
});

test("rules are read from the field", () => {
  document.body.innerHTML = `<input type="file" accept="image/jpeg, image/png" data-limit="3" data-too-many="Too many">`;
  expect(readRules(document.querySelector("input") as HTMLInputElement)).toEqual({
    limit: 3,
    maxBytes: 10_485_760,
    types: ["image/jpeg", "image/png"],
    tooMany: "Too many",
    tooLarge: "",
    wrongType: "",
  });
});
