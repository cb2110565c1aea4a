import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import type { Pin } from "./pins.ts";

/** What the page knows of one place: its light, as the list beside the map says it in words. */
interface Point {
  lon: number;
  lat: number;
  light: string;
}

const PIN_OF: Record<string, Pin> = { red: "late", amber: "wait", green: "work", grey: "place" };

/** Mark many places that the page itself brought along, as JSON; the late ones lie on top. */
export function showPoints(map: MapLibre, json: string): void {
  const points = JSON.parse(json) as Point[];
  const features = [...points].reverse().map(({ lon, lat, light }) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [lon, lat] },
    properties: { state: PIN_OF[light] ?? "place", size: 0.7 },
  }));
  const put = () => {
    map.getSource<GeoJSONSource>("chosen")?.setData({ type: "FeatureCollection", features });
    if (map.getLayer("chosen")) map.setLayoutProperty("chosen", "icon-size", ["coalesce", ["get", "size"], 1]);
  };
  put();
  // Another theme is another style: the marks are put there anew.
  map.on("style.load", put);
}
