import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { Tokens } from "./tokens.ts";

/** What a map shows, from `data-map-layers`. */
export type LayerName = "districts" | "places" | "appeals";

export interface Wanted {
  layers: LayerName[];
  language: string;
  /** Query of the list beside the map: the tiles are narrowed by the same words. */
  query: string;
  /** Where the tiles of appeals are, if not at the public address: with `{z}/{x}/{y}`. */
  path?: string;
  /** Origin of the site: MapLibre's worker needs whole addresses. */
  origin: string;
  /** The district that the page is about. */
  district: string;
}

const FONT = ["Golos Text Variable"];
// styles/map-fonts.css has the second name.
const STRONG_FONT = ["Golos Text SemiBold"];
/** From this zoom on the server draws every appeal by itself; farther away it sends groups. */
export const SINGLE_FROM_ZOOM = 15;
const CITY_ZOOM = 9;

export const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

const name = (language: string): ExpressionSpecification => [
  "coalesce",
  ["get", `name_${language}`],
  ["get", "name_kk"],
];

function perDistrict(tokens: Tokens): ExpressionSpecification {
  const pairs = Object.entries(tokens.districts).flat();
  return ["match", ["get", "code"], ...pairs, tokens.muted] as unknown as ExpressionSpecification;
}

const tiles = (origin: string, layer: string, query = ""): string[] => [
  `${origin}/tiles/${layer}/{z}/{x}/{y}.mvt${query ? `?${query}` : ""}`,
];

export function sources({ layers, query, origin, path }: Wanted): Record<string, SourceSpecification> {
  const vector = (layer: string, maxzoom: number, narrowed = ""): SourceSpecification => ({
    type: "vector",
    tiles: tiles(origin, layer, narrowed),
    minzoom: CITY_ZOOM - 1,
    maxzoom,
  });
  const all: Record<string, SourceSpecification> = { chosen: { type: "geojson", data: EMPTY } };
  if (layers.includes("districts")) all["districts"] = vector("districts", 14);
  if (layers.includes("places")) all["places"] = vector("places", 15);
  if (layers.includes("appeals")) {
    const own = path ? { tiles: [`${origin}${path}${query ? `?${query}` : ""}`] } : {};
    all["appeals"] = { ...vector("appeals", 16, query), ...own };
  }
  return all;
}

function districtLayers(tokens: Tokens, { district }: Wanted): LayerSpecification[] {
  const colour = perDistrict(tokens);
  const isChosen: ExpressionSpecification = ["==", ["get", "code"], district];
  return [
    {
      id: "district-fill",
      type: "fill",
      source: "districts",
      "source-layer": "districts",
      paint: { "fill-color": colour, "fill-opacity": ["case", isChosen, 0.3, 0.13] },
    },
    {
      id: "district-line",
      type: "line",
      source: "districts",
      "source-layer": "districts",
      layout: { "line-join": "round" },
      paint: { "line-color": colour, "line-width": ["case", isChosen, 3, 1.5] },
    },
  ];
}

function districtNames(tokens: Tokens, { language }: Wanted): LayerSpecification {
  return {
    id: "district-name",
    type: "symbol",
    source: "districts",
    "source-layer": "labels",
    maxzoom: 15,
    layout: {
      "text-field": name(language),
      "text-font": STRONG_FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], 9, 14, 12, 19],
      "text-padding": 2,
      // Groups of appeals come first; the name moves aside for them.
      "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
      "text-radial-offset": 1.6,
    },
    paint: { "text-color": tokens.label, "text-halo-color": tokens.halo, "text-halo-width": 2 },
  };
}

function placeLayers(tokens: Tokens, { language }: Wanted): LayerSpecification[] {
  const common = { source: "places", "source-layer": "places" } as const;
  const isStreet: ExpressionSpecification = ["==", ["get", "kind"], "street"];
  return [
    {
      id: "place-dot",
      type: "circle",
      ...common,
      filter: ["!", isStreet],
      paint: {
        "circle-radius": 3,
        "circle-color": tokens.muted,
        "circle-stroke-color": tokens.halo,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "place-name",
      type: "symbol",
      ...common,
      layout: {
        "text-field": name(language),
        "text-font": FONT,
        "text-size": 13,
        "text-anchor": "top",
        "text-offset": [0, 0.5],
        "text-max-width": 8,
        "text-padding": 8,
      },
      paint: { "text-color": tokens.label, "text-halo-color": tokens.halo, "text-halo-width": 1.5 },
    },
  ];
}

const PIN_LAYOUT = {
  "icon-image": ["concat", "pin-", ["get", "state"]] as ExpressionSpecification,
  "icon-anchor": "bottom" as const,
  "icon-allow-overlap": true,
  "icon-ignore-placement": true,
};

function appealLayers(tokens: Tokens): LayerSpecification[] {
  const common = { source: "appeals", "source-layer": "clusters" } as const;
  const isGroup: ExpressionSpecification = [">", ["get", "count"], 1];
  return [
    {
      id: "group",
      type: "circle",
      ...common,
      filter: isGroup,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0.3, 14, 2, 20, 4, 30],
        "circle-color": tokens.info,
        // A red rim: among them something is overdue; the list says the same in words.
        "circle-stroke-color": ["case", [">", ["get", "late"], 0], tokens.late, tokens.halo],
        "circle-stroke-width": ["case", [">", ["get", "late"], 0], 3.5, 2],
      },
    },
    {
      id: "group-count",
      type: "symbol",
      ...common,
      filter: isGroup,
      layout: {
        "text-field": ["number-format", ["get", "count"], { locale: "ru" }],
        "text-font": STRONG_FONT,
        "text-size": 14,
        "text-allow-overlap": true,
      },
      paint: { "text-color": tokens.surface },
    },
    {
      id: "single",
      type: "symbol",
      ...common,
      filter: ["all", ["==", ["get", "count"], 1], ["has", "id"]],
      layout: PIN_LAYOUT,
    },
    { id: "appeal", type: "symbol", source: "appeals", "source-layer": "appeals", layout: PIN_LAYOUT },
  ];
}

/** The layer of what the page itself marks: one place, or the chosen appeal. */
const CHOSEN: LayerSpecification = { id: "chosen", type: "symbol", source: "chosen", layout: PIN_LAYOUT };

/** What is drawn above any base map, from bottom to top. */
export function layers(tokens: Tokens, wanted: Wanted): LayerSpecification[] {
  const has = (layer: LayerName): boolean => wanted.layers.includes(layer);
  return [
    ...(has("districts") ? districtLayers(tokens, wanted) : []),
    ...(has("places") ? placeLayers(tokens, wanted) : []),
    ...(has("districts") ? [districtNames(tokens, wanted)] : []),
    ...(has("appeals") ? appealLayers(tokens) : []),
    CHOSEN,
  ];
}

/** The whole map from this service's own tiles: no server of others, no glyphs, no sprite is needed. */
export function ownStyle(tokens: Tokens, wanted: Wanted): StyleSpecification {
  return {
    version: 8,
    sources: sources(wanted),
    layers: [{ id: "land", type: "background", paint: { "background-color": tokens.land } }, ...layers(tokens, wanted)],
  };
}
