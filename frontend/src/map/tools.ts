import type { Map as MapLibre } from "maplibre-gl";

const CLOSE_ZOOM = 16;

/** Where the device is; rejects when the person or the device does not tell. */
export function whereAmI(): Promise<[number, number]> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error("This device has no geolocation."));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude]),
      (error) => reject(new Error(error.message)),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

/** Say something on the map; readers hear it. */
export function say(frame: HTMLElement, words: string): void {
  const line = frame.querySelector<HTMLElement>("[data-map-said]");
  if (line) line.textContent = words;
}

/** Wake the buttons that the server wrote into the frame. `located`: what to do with the place of the device. */
export function wakeTools(frame: HTMLElement, map: MapLibre, located: (point: [number, number]) => void): void {
  const button = (name: string) => frame.querySelector<HTMLButtonElement>(`[data-map-tool="${name}"]`);
  const zoomIn = button("in");
  const zoomOut = button("out");
  const locate = button("locate");
  zoomIn?.addEventListener("click", () => map.zoomIn());
  zoomOut?.addEventListener("click", () => map.zoomOut());
  const reach = () => {
    if (zoomIn) zoomIn.disabled = map.getZoom() >= map.getMaxZoom();
    if (zoomOut) zoomOut.disabled = map.getZoom() <= map.getMinZoom();
  };
  map.on("zoomend", reach);
  reach();
  locate?.addEventListener("click", async () => {
    locate.setAttribute("aria-busy", "true");
    try {
      const point = await whereAmI();
      say(frame, "");
      map.flyTo({ center: point, zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
      located(point);
    } catch {
      say(frame, frame.dataset["notLocated"] ?? "");
    } finally {
      locate.removeAttribute("aria-busy");
    }
  });
}
