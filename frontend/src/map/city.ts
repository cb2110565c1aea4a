import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map-fonts.css";
import { AttributionControl, type LngLatBoundsLike, Map as MapLibre, type MapOptions, setWorkerUrl } from "maplibre-gl";
// MapLibre looks for its worker beside its own file, where the build does not put it.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { drawPin, PINS } from "./pins.ts";
import { layers, ownStyle, sources, type Wanted } from "./style.ts";
import { readTokens } from "./tokens.ts";

setWorkerUrl(workerUrl);

/** Almaty with its mountains, lon/lat; and how far one may look beyond. */
export const CITY: [[number, number], [number, number]] = [
  [76.742, 43.033],
  [77.167, 43.404],
];
/** Where people live: the mountains are large and empty. */
const TOWN: [[number, number], [number, number]] = [
  [76.76, 43.15],
  [77.05, 43.38],
];
const AROUND: LngLatBoundsLike = [
  [75.9, 42.7],
  [78.0, 43.8],
];

export interface CityOptions {
  container: HTMLElement;
  label: string;
  wanted: Wanted;
  styleUrl: string;
  center: [number, number] | null;
  zoom: number;
  /** A small map stands in the text: it does not catch the wheel or the finger that scroll the page. */
  small: boolean;
  words: Record<string, string>;
}

function addPins(map: MapLibre): void {
  const tokens = readTokens();
  for (const pin of PINS) {
    const { image, pixelRatio } = drawPin(pin, tokens);
    if (map.hasImage(`pin-${pin}`)) map.removeImage(`pin-${pin}`);
    map.addImage(`pin-${pin}`, image, { pixelRatio });
  }
}

/** Draw this service's layers above the base map of a city's own choice. */
function addLayers(map: MapLibre, wanted: Wanted): void {
  for (const [id, source] of Object.entries(sources(wanted))) {
    if (!map.getSource(id)) map.addSource(id, source);
  }
  for (const layer of layers(readTokens(), wanted)) {
    if (!map.getLayer(layer.id)) map.addLayer(layer);
  }
}

/** Light and dark change while the map is open, by the switch in the footer or by the device. */
function followTheme(map: MapLibre, repaint: () => void): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.addEventListener("birge:theme", repaint);
  dark.addEventListener("change", repaint);
  map.on("remove", () => {
    document.removeEventListener("birge:theme", repaint);
    dark.removeEventListener("change", repaint);
  });
}

function usingStyle(map: MapLibre, { styleUrl, wanted }: CityOptions): void {
  map.on("style.load", () => {
    addPins(map);
    if (styleUrl) addLayers(map, wanted);
  });
  if (styleUrl) {
    // The tile server of others may be away; districts and points are shown all the same.
    let isLoaded = false;
    map.once("style.load", () => {
      isLoaded = true;
    });
    map.on("error", () => {
      if (isLoaded) return;
      isLoaded = true;
      map.setStyle(ownStyle(readTokens(), wanted));
    });
    return;
  }
  followTheme(map, () => map.setStyle(ownStyle(readTokens(), wanted), { diff: false }));
}

/** A map of the city in the element. Resolves when it has been drawn for the first time. */
export async function drawCity(options: CityOptions): Promise<MapLibre> {
  const { container, label, wanted, styleUrl, center, zoom, small } = options;
  // Labels are drawn with the page's own font: it has to be there first, in all its subsets.
  const letters = "AaАаӘә";
  await Promise.all([
    document.fonts.load('16px "Golos Text Variable"', letters),
    document.fonts.load('600 16px "Golos Text SemiBold"', letters),
  ]);
  const view: Partial<MapOptions> = center ? { center, zoom } : { bounds: TOWN, fitBoundsOptions: { padding: 24 } };
  const map = new MapLibre({
    container,
    style: styleUrl || ownStyle(readTokens(), wanted),
    ...view,
    minZoom: 8.5,
    maxZoom: 18,
    maxBounds: AROUND,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: small,
    locale: { "Map.Title": label, ...options.words },
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  if (styleUrl) map.addControl(new AttributionControl({ compact: true }));
  usingStyle(map, options);
  await new Promise<void>((resolve) => {
    map.once("load", () => resolve());
  });
  return map;
}

/** Look at a district; its outline comes from the tiles that are already here. */
export function lookAtDistrict(map: MapLibre, code: string): void {
  const found = map.querySourceFeatures("districts", {
    sourceLayer: "districts",
    filter: ["==", ["get", "code"], code],
  });
  const points: [number, number][] = [];
  const collect = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") points.push(part as [number, number]);
    else for (const inner of part) collect(inner);
  };
  for (const { geometry } of found) if ("coordinates" in geometry) collect(geometry.coordinates);
  if (!points.length) return;
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const bounds: LngLatBoundsLike = [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
  map.fitBounds(bounds, { padding: 24, animate: false });
}
