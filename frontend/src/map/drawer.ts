import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";

type Corner = [lon: number, lat: number];

const SOURCE = "drawn-area";
const FEWEST = 3;
const DIGITS = 6;

/**
 * An area that a person draws corner by corner: by a press or tap, or without a pointer by arrow keys and Enter in the
 * middle of the map, or by the buttons below it (WCAG 2.1.1, 2.5.7). The form's field `area` holds it as GeoJSON as
 * soon as there are three corners; whether it is a sound area is for the server to say.
 */
export class AreaDrawer {
  readonly #map: MapLibre;
  readonly #field: HTMLInputElement;
  readonly #said: HTMLElement | null;
  readonly #knobs: HTMLButtonElement[];
  #corners: Corner[] = [];

  constructor(map: MapLibre, frame: HTMLElement, field: HTMLInputElement) {
    const part = frame.closest<HTMLElement>("[data-area]") ?? frame;
    this.#map = map;
    this.#field = field;
    this.#said = part.querySelector("[data-area-said]");
    this.#knobs = [...part.querySelectorAll<HTMLButtonElement>("button[data-area-do]")];
    this.#corners = read(field.value);
    if (map.isStyleLoaded()) this.#begin(frame);
    else map.once("load", () => this.#begin(frame));
    map.on("click", ({ lngLat }) => this.#add([lngLat.lng, lngLat.lat]));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#addMiddle();
      else if (event.key === "Backspace") this.#set(this.#corners.slice(0, -1));
      else return;
      event.preventDefault();
    });
    for (const knob of this.#knobs) knob.addEventListener("click", () => this.#press(knob.dataset["areaDo"] ?? ""));
    for (const shown of part.querySelectorAll<HTMLElement>("[data-area-tools]")) shown.hidden = false;
    for (const instead of part.querySelectorAll<HTMLElement>("[data-area-without]")) instead.hidden = true;
  }

  #press(what: string): void {
    if (what === "add") this.#addMiddle();
    else if (what === "undo") this.#set(this.#corners.slice(0, -1));
    else this.#set([]);
  }

  #addMiddle(): void {
    const { lng, lat } = this.#map.getCenter();
    this.#add([lng, lat]);
  }

  #add(corner: Corner): void {
    const last = this.#corners.at(-1);
    if (last?.every((degrees, at) => degrees.toFixed(DIGITS) === corner[at]?.toFixed(DIGITS))) return;
    this.#set([...this.#corners, corner]);
  }

  #set(corners: Corner[]): void {
    this.#corners = corners.map(([lon, lat]) => [Number(lon.toFixed(DIGITS)), Number(lat.toFixed(DIGITS))]);
    const first = this.#corners[0];
    const whole = this.#corners.length >= FEWEST && first;
    this.#field.value = whole ? JSON.stringify({ type: "Polygon", coordinates: [[...this.#corners, first]] }) : "";
    this.#show();
  }

  #begin(frame: HTMLElement): void {
    const colour = getComputedStyle(frame).getPropertyValue("--b-brand").trim() || "#0b5c45";
    this.#map.addSource(SOURCE, { type: "geojson", data: this.#drawn() });
    const ofShape = ["==", ["geometry-type"], "Polygon"] as ["==", unknown, string];
    this.#map.addLayer({
      id: `${SOURCE}-fill`,
      type: "fill",
      source: SOURCE,
      filter: ofShape as never,
      paint: { "fill-color": colour, "fill-opacity": 0.18 },
    });
    this.#map.addLayer({
      id: `${SOURCE}-line`,
      type: "line",
      source: SOURCE,
      paint: { "line-color": colour, "line-width": 3 },
    });
    this.#map.addLayer({
      id: `${SOURCE}-corners`,
      type: "circle",
      source: SOURCE,
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": colour, "circle-radius": 6, "circle-stroke-color": "#fff", "circle-stroke-width": 2 },
    });
    this.#show();
  }

  #show(): void {
    (this.#map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(this.#drawn());
    const number = this.#corners.length;
    for (const knob of this.#knobs) {
      if (knob.dataset["areaDo"] !== "add") knob.disabled = number === 0;
    }
    if (!this.#said) return;
    const { none = "", few = "", whole = "" } = this.#said.dataset;
    const words = number === 0 ? none : number < FEWEST ? few : whole;
    this.#said.textContent = words.replace("%s", String(number));
  }

  #drawn(): GeoJSON.FeatureCollection {
    const points = this.#corners.map((corner) => feature({ type: "Point", coordinates: corner }));
    if (this.#corners.length < 2) return { type: "FeatureCollection", features: points };
    const first = this.#corners[0] as Corner;
    const shape: GeoJSON.Geometry =
      this.#corners.length < FEWEST
        ? { type: "LineString", coordinates: this.#corners }
        : { type: "Polygon", coordinates: [[...this.#corners, first]] };
    return { type: "FeatureCollection", features: [feature(shape), ...points] };
  }
}

function feature(geometry: GeoJSON.Geometry): GeoJSON.Feature {
  return { type: "Feature", properties: {}, geometry };
}

/** The corners of what was drawn before the page came back with an error. */
function read(text: string): Corner[] {
  try {
    const ring = (JSON.parse(text) as GeoJSON.Polygon).coordinates[0] ?? [];
    return ring.slice(0, -1).map((corner) => [Number(corner[0]), Number(corner[1])]);
  } catch {
    return [];
  }
}
