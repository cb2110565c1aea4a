import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { PINS } from "./pins.ts";

/** Mark one place: with the state of its appeal, or as a plain place. */
export function showPlace(map: MapLibre, [lon, lat]: [number, number], mark = "place"): void {
  const state = PINS.find((pin) => pin === mark) ?? "place";
  const put = () =>
    map.getSource<GeoJSONSource>("chosen")?.setData({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: { state },
    });
  put();
  // Another theme is another style: the mark is put there anew.
  map.on("style.load", put);
}
