import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { expect, test } from "vitest";
import { type LayerName, ownStyle, type Wanted } from "../src/map/style.ts";
import { DISTRICTS, type Tokens } from "../src/map/tokens.ts";

const tokens: Tokens = {
  land: "#f1ece0",
  label: "#3b4743",
  halo: "#ffffff",
  line: "#ddd6c6",
  muted: "#54605b",
  surface: "#ffffff",
  brand: "#0e5a49",
  info: "#14587f",
  ok: "#2c8a4f",
  wait: "#b97900",
  late: "#c9372f",
  districts: Object.fromEntries(DISTRICTS.map((code) => [code, "#9a4f22"])),
};

const wanted = (...layers: LayerName[]): Wanted => ({
  layers,
  language: "ru",
  query: "",
  origin: "https://birge.test",
  district: "",
});

test("the map needs no glyphs, no sprite and nobody else's server", () => {
  const style = ownStyle(tokens, wanted("districts", "places", "appeals"));
  expect(validateStyleMin(style)).toEqual([]);
  expect(Object.keys(style).sort()).toEqual(["layers", "sources", "version"]);
  const addresses = JSON.stringify(style.sources).match(/https?:\/\/[^/"]+/g) ?? [];
  expect(new Set(addresses)).toEqual(new Set(["https://birge.test"]));
});

test("only what is asked for is drawn, and what the page itself marks", () => {
  const drawn = ownStyle(tokens, wanted("districts"));
  expect(Object.keys(drawn.sources)).toEqual(["chosen", "districts"]);
  expect(drawn.layers.map((layer) => layer.id)).toEqual([
    "land",
    "district-fill",
    "district-line",
    "district-name",
    "chosen",
  ]);
});

test("the tiles of appeals are narrowed by the same words as the list", () => {
  const style = ownStyle(tokens, { ...wanted("appeals"), query: "district=medeu&state=late" });
  expect(style.sources["appeals"]).toMatchObject({
    tiles: ["https://birge.test/tiles/appeals/{z}/{x}/{y}.mvt?district=medeu&state=late"],
  });
});
