import type { Feature, Polygon } from "geojson";
import { type GeoJSONSource, type Map as MapLibre, Marker } from "maplibre-gl";
import { readTokens } from "./tokens.ts";

type Corner = [lon: number, lat: number];

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
  if (corners.length < 3) return "";
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
    const ring = shown.length > 2 ? [...shown, shown[0] as Corner] : shown;
    const geometry: Feature["geometry"] =
      shown.length > 2 ? { type: "Polygon", coordinates: [ring] } : { type: "LineString", coordinates: ring };
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
 * Corners that a person puts: by a press, by Enter in the middle of the map, and moves by dragging or by arrow keys
 * after choosing one (WCAG 2.5.7). The form's hidden field `area` holds the GeoJSON.
 */
export class AreaPicker {
  readonly #map: MapLibre;
  readonly #frame: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #draw: (corners: Corner[]) => void;
  #corners: Corner[];
  #markers: Marker[] = [];

  constructor(map: MapLibre, frame: HTMLElement, form: HTMLFormElement) {
    this.#map = map;
    this.#frame = frame;
    this.#form = form;
    this.#corners = cornersOf(this.#field.value);
    this.#draw = showArea(map, this.#field.value);
    this.#mark();
    map.on("click", ({ lngLat }) => this.#add([lngLat.lng, lngLat.lat]));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && this.#isOn) {
        event.preventDefault();
        const { lng, lat } = map.getCenter();
        this.#add([lng, lat]);
      }
    });
    form.querySelector("[data-area-undo]")?.addEventListener("click", () => this.#change(this.#corners.slice(0, -1)));
    form.querySelector("[data-area-clear]")?.addEventListener("click", () => this.#change([]));
  }

  get #field(): HTMLInputElement {
    return this.#form.elements.namedItem("area") as HTMLInputElement;
  }

  get #isOn(): boolean {
    return this.#frame.dataset["mapShape"] === "area";
  }

  #add(corner: Corner): void {
    if (this.#isOn && this.#corners.length < MOST_CORNERS) this.#change([...this.#corners, corner]);
  }

  #change(corners: Corner[]): void {
    this.#corners = corners;
    this.#field.value = written(corners);
    this.#form.dispatchEvent(new Event("input"));
    this.#draw(corners);
    this.#mark();
    const said = this.#form.querySelector<HTMLElement>("[data-area-said]");
    if (said) said.textContent = (said.dataset["corners"] ?? "").replace("{n}", String(corners.length));
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
        this.#change(this.#corners.map((old, at) => (at === place ? [lng, lat] : old)));
      });
      return marker;
    });
  }
}
