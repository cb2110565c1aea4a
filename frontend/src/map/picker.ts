import { type Map as MapLibre, Marker } from "maplibre-gl";

const STEP_PX = 10;
const LARGE_STEP_PX = 50;
const CLOSE_ZOOM = 16;
const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** What the picker tells the page: `birge:picked`, with the point or with null when the pin is taken away. */
export interface Picked {
  point: [number, number] | null;
}

/**
 * One pin that a person puts: by a press or tap, by dragging it, by Enter in the middle of the map, by arrow keys on
 * the pin itself (WCAG 2.5.7: nothing needs dragging). The frame fires `birge:picked` after each change.
 */
export class Picker {
  readonly #map: MapLibre;
  readonly #frame: HTMLElement;
  #marker: Marker | null = null;

  constructor(map: MapLibre, frame: HTMLElement, start: [number, number] | null) {
    this.#map = map;
    this.#frame = frame;
    if (start) this.#show(start);
    map.on("click", ({ lngLat }) => {
      if (!this.#isOn) return;
      this.put([lngLat.lng, lngLat.lat]);
      // From afar nobody hits a house: come closer, so that the pin can be set right.
      if (map.getZoom() < CLOSE_ZOOM - 1) map.easeTo({ center: lngLat, zoom: CLOSE_ZOOM });
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !this.#isOn) return;
      event.preventDefault();
      const { lng, lat } = map.getCenter();
      this.put([lng, lat]);
    });
    frame.addEventListener("birge:put", (event) => {
      const { point, close } = (event as CustomEvent<{ point: [number, number] | null; close?: boolean }>).detail;
      if (point) {
        this.#show(point);
        if (close) map.jumpTo({ center: point, zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
      } else this.#remove();
    });
    frame.addEventListener("birge:look", (event) => {
      map.flyTo({ center: (event as CustomEvent<[number, number]>).detail, zoom: CLOSE_ZOOM });
    });
  }

  /** Whether the person is putting a pin now, and not drawing an area. */
  get #isOn(): boolean {
    return this.#frame.dataset["mapShape"] !== "area";
  }

  /** Put the pin and tell the page. */
  put(point: [number, number]): void {
    this.#show(point);
    this.#tell();
  }

  #show(point: [number, number]): void {
    if (this.#marker) this.#marker.setLngLat(point);
    else this.#marker = this.#made(point);
  }

  #remove(): void {
    this.#marker?.remove();
    this.#marker = null;
  }

  #made(point: [number, number]): Marker {
    const template = this.#frame.querySelector<HTMLTemplateElement>("template[data-map-pin]");
    const element = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const marker = new Marker({ element, anchor: "bottom", draggable: true }).setLngLat(point).addTo(this.#map);
    // MapLibre gives its own role and label; this one is a button with a name.
    element.removeAttribute("role");
    element.setAttribute("aria-label", template?.dataset["label"] ?? "");
    marker.on("dragend", () => this.#tell());
    element.addEventListener("click", (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => this.#nudge(event));
    return marker;
  }

  #nudge(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key];
    if (!arrow || !this.#marker) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? LARGE_STEP_PX : STEP_PX;
    const at = this.#map.project(this.#marker.getLngLat());
    const to = this.#map.unproject([at.x + arrow[0] * step, at.y + arrow[1] * step]);
    this.put([to.lng, to.lat]);
  }

  #tell(): void {
    const at = this.#marker?.getLngLat();
    const detail: Picked = { point: at ? [at.lng, at.lat] : null };
    this.#frame.dispatchEvent(new CustomEvent("birge:picked", { detail, bubbles: true }));
  }
}
