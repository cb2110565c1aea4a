import type { Feature, Polygon } from "geojson";
import { type GeoJSONSource, type Map as MapLibre, Marker } from "maplibre-gl";
import { readTokens } from "./tokens.ts";

type Corner = [lon: number, lat: number];

const FEWEST = 3;
const MOST_CORNERS = 60;
const DIGITS = 6;

/** The corners of a polygon written as GeoJSON, without the last one, which repeats the first. */
export function cornersOf(text: string): Corner[] {
  try {
    const shape = JSON.parse(text) as Polygon;
    return (shape.coordinates[0] ?? []).slice(0, -1).map(([lon, lat]) => [Number(lon), Number(lat)]);
  } catch {
    return [];
  }
}

/** A polygon of these corners as GeoJSON; empty while there are fewer than three. */
export function written(corners: Corner[]): string {
  if (corners.length < FEWEST) return "";
  const ring = corners.map(([lon, lat]) => [Number(lon.toFixed(DIGITS)), Number(lat.toFixed(DIGITS))]);
  return JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
}

/** Draw an area on a map and keep it there through a change of theme. Returns how to draw another one. */
export function showArea(map: MapLibre, text: string): (corners: Corner[]) => void {
  let shown = cornersOf(text);
  const put = () => {
    const { brand } = readTokens();
    if (!map.getSource("area")) {
      map.addSource("area", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
      map.addLayer({
        id: "area-fill",
        type: "fill",
        source: "area",
        paint: { "fill-color": brand, "fill-opacity": 0.2 },
      });
      map.addLayer({ id: "area-line", type: "line", source: "area", paint: { "line-color": brand, "line-width": 3 } });
    }
    const ring = shown.length >= FEWEST ? [...shown, shown[0] as Corner] : shown;
    const geometry: Feature["geometry"] =
      shown.length >= FEWEST ? { type: "Polygon", coordinates: [ring] } : { type: "LineString", coordinates: ring };
    map.getSource<GeoJSONSource>("area")?.setData({ type: "Feature", geometry, properties: {} });
  };
  put();
  map.on("style.load", put);
  return (corners) => {
    shown = corners;
    put();
  };
}

/**
 * An area that a person draws corner by corner: by a press or tap, or without a pointer by arrow keys and Enter in the
 * middle of the map, Backspace, or the buttons beside it; corners can be dragged (WCAG 2.1.1, 2.5.7). The form's field
 * `area` holds it as GeoJSON as soon as there are three corners; whether it is a sound area is for the server to say.
 *
 * Where a form takes a point or an area, its frame says in `data-map-shape` which of them the person puts now.
 */
export class AreaDrawer {
  readonly #map: MapLibre;
  readonly #frame: HTMLElement;
  readonly #field: HTMLInputElement;
  readonly #said: HTMLElement | null;
  readonly #knobs: HTMLButtonElement[];
  readonly #draw: (corners: Corner[]) => void;
  #corners: Corner[];
  #markers: Marker[] = [];

  constructor(map: MapLibre, frame: HTMLElement, field: HTMLInputElement) {
    const part = frame.closest<HTMLElement>("[data-area]") ?? field.form ?? frame;
    this.#map = map;
    this.#frame = frame;
    this.#field = field;
    this.#said = part.querySelector("[data-area-said]");
    this.#knobs = [...part.querySelectorAll<HTMLButtonElement>("button[data-area-do]")];
    this.#corners = cornersOf(field.value);
    this.#draw = showArea(map, field.value);
    map.on("click", ({ lngLat }) => this.#add([lngLat.lng, lngLat.lat]));
    map.getCanvas().addEventListener("keydown", (event) => this.#key(event));
    for (const knob of this.#knobs) knob.addEventListener("click", () => this.#press(knob.dataset["areaDo"] ?? ""));
    for (const shown of part.querySelectorAll<HTMLElement>("[data-area-tools]")) shown.hidden = false;
    for (const instead of part.querySelectorAll<HTMLElement>("[data-area-without]")) instead.hidden = true;
    this.#show();
  }

  get #isOn(): boolean {
    return (this.#frame.dataset["mapShape"] ?? "area") === "area";
  }

  #key(event: KeyboardEvent): void {
    if (!this.#isOn || !["Enter", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    this.#press(event.key === "Enter" ? "add" : "undo");
  }

  #press(what: string): void {
    const { lng, lat } = this.#map.getCenter();
    if (what === "add") this.#add([lng, lat]);
    else this.#set(what === "undo" ? this.#corners.slice(0, -1) : []);
  }

  #add(corner: Corner): void {
    if (!this.#isOn || this.#corners.length >= MOST_CORNERS) return;
    const last = this.#corners.at(-1);
    if (last?.every((degrees, at) => degrees.toFixed(DIGITS) === corner[at]?.toFixed(DIGITS))) return;
    this.#set([...this.#corners, corner]);
  }

  #set(corners: Corner[]): void {
    this.#corners = corners;
    this.#field.value = written(corners);
    this.#field.form?.dispatchEvent(new Event("input"));
    this.#draw(corners);
    this.#show();
  }

  #show(): void {
    this.#mark();
    const number = this.#corners.length;
    for (const knob of this.#knobs) if (knob.dataset["areaDo"] !== "add") knob.disabled = number === 0;
    if (!this.#said) return;
    const { none = "", few = "", whole = "" } = this.#said.dataset;
    const words = number === 0 ? none : number < FEWEST ? few : whole;
    this.#said.textContent = words.replace("%s", String(number));
  }

  #mark(): void {
    for (const marker of this.#markers) marker.remove();
    this.#markers = this.#corners.map((corner, place) => {
      const element = document.createElement("span");
      element.className = "b-corner";
      const marker = new Marker({ element, draggable: true }).setLngLat(corner).addTo(this.#map);
      element.setAttribute("aria-hidden", "true");
      marker.on("dragend", () => {
        const { lng, lat } = marker.getLngLat();
        this.#set(this.#corners.map((old, at) => (at === place ? [lng, lat] : old)));
      });
      return marker;
    });
  }
}
