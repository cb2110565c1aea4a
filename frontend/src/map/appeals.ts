import type { Feature, Point } from "geojson";
import type { GeoJSONSource, MapGeoJSONFeature, Map as MapLibre } from "maplibre-gl";
import { EMPTY } from "./style.ts";

const CLICKABLE = ["appeal", "single", "group"];
/** A finger is wider than a pin. */
const REACH_PX = 12;
const CLOSER = 2;

interface Chosen {
  id: string;
  state: string;
  title: string;
  /** What the title is written in, where that may not be the language of the page. */
  lang: string;
  lon: number;
  lat: number;
}

function placeOf(feature: MapGeoJSONFeature): [number, number] {
  return (feature.geometry as Point).coordinates as [number, number];
}

type Spot = Pick<Chosen, "id" | "state" | "lon" | "lat">;

/** Draw the one that is looked at, and those that are picked for an act, above all others. */
function mark(map: MapLibre, chosen: Spot | null, picked: Spot[]): void {
  const source = map.getSource<GeoJSONSource>("chosen");
  if (!source) return;
  const point = ({ lon, lat }: Spot, state: string, size: number): Feature => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [lon, lat] },
    properties: { state, size },
  });
  const features = picked.map((spot) => point(spot, "place", 1.1));
  if (chosen) features.push(point(chosen, chosen.state, 1.35));
  source.setData(features.length ? { type: "FeatureCollection", features } : EMPTY);
  map.setLayoutProperty("chosen", "icon-size", ["coalesce", ["get", "size"], 1]);
}

/**
 * Map and list are two faces of the same things: choosing on one marks both. A pin whose card is not in the list gets
 * a line with a link on the map. Nothing is told only there: the link leads to the appeal's own page.
 */
export class ListedAppeals {
  readonly #map: MapLibre;
  readonly #frame: HTMLElement;
  readonly #list: HTMLElement | null;
  #chosen: Chosen | null = null;
  #picked: Spot[] = [];

  constructor(map: MapLibre, frame: HTMLElement, list: HTMLElement | null) {
    this.#map = map;
    this.#frame = frame;
    this.#list = list;
    map.on("click", (event) => this.#pressed(event.point));
    for (const layer of CLICKABLE) {
      map.on("mouseenter", layer, () => this.#cursor("pointer"));
      map.on("mouseleave", layer, () => this.#cursor(""));
    }
    list?.addEventListener("mouseover", (event) => this.#fromList(event.target));
    list?.addEventListener("focusin", (event) => this.#fromList(event.target));
    list?.addEventListener("birge:picked", (event) => this.#pick((event as CustomEvent<string[]>).detail));
    this.#pick(
      [...(list?.querySelectorAll<HTMLElement>(".is-chosen") ?? [])].map((card) => card.dataset["number"] ?? ""),
    );
  }

  #cursor(kind: string): void {
    this.#map.getCanvas().style.cursor = kind;
  }

  #pressed({ x, y }: { x: number; y: number }): void {
    const box: [[number, number], [number, number]] = [
      [x - REACH_PX, y - REACH_PX],
      [x + REACH_PX, y + REACH_PX],
    ];
    const found = this.#map.queryRenderedFeatures(box, { layers: CLICKABLE })[0];
    if (!found) {
      this.#choose(null);
      return;
    }
    const [lon, lat] = placeOf(found);
    const { id, state, title, lang } = found.properties as Record<string, string | undefined>;
    if (!id) {
      this.#map.easeTo({ center: [lon, lat], zoom: this.#map.getZoom() + CLOSER });
      return;
    }
    this.#choose({ id, state: state ?? "work", title: title ?? "", lang: lang ?? "", lon, lat });
    this.#card(id)?.scrollIntoView({ block: "nearest" });
  }

  #fromList(target: EventTarget | null): void {
    const card = (target as Element | null)?.closest<HTMLElement>("[data-number]");
    if (!card) return;
    const { number: id = "", lon, lat, state = "work" } = card.dataset;
    if (!lon || !lat) return;
    this.#choose({ id, state, title: "", lang: "", lon: Number(lon), lat: Number(lat) });
  }

  #card(id: string): HTMLElement | null {
    return this.#list?.querySelector<HTMLElement>(`[data-number="${CSS.escape(id)}"]`) ?? null;
  }

  #pick(numbers: string[]): void {
    this.#picked = numbers.flatMap((id) => {
      const { lon, lat, state = "work" } = this.#card(id)?.dataset ?? {};
      return lon && lat ? [{ id, state, lon: Number(lon), lat: Number(lat) }] : [];
    });
    mark(this.#map, this.#chosen, this.#picked);
  }

  #choose(chosen: Chosen | null): void {
    this.#chosen = chosen;
    mark(this.#map, chosen, this.#picked);
    for (const card of this.#list?.querySelectorAll(".is-here") ?? []) card.classList.remove("is-here");
    const card = chosen && this.#card(chosen.id);
    card?.classList.add("is-here");
    this.#link(chosen && !card ? chosen : null);
    if (chosen) this.#frame.dispatchEvent(new CustomEvent("birge:chosen", { detail: chosen.id, bubbles: true }));
  }

  #link(chosen: Chosen | null): void {
    const line = this.#frame.querySelector("[data-map-said]");
    const address = this.#frame.dataset["address"];
    if (!line || !address) return;
    line.textContent = "";
    if (!chosen) return;
    const link = document.createElement("a");
    link.href = address.replace("0000-000000", chosen.id);
    if (chosen.lang) link.lang = chosen.lang;
    link.textContent = chosen.title || `№ ${chosen.id}`;
    line.append(link);
  }
}
