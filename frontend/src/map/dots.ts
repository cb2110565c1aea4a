import { LngLatBounds, type Map as MapLibre, Marker } from "maplibre-gl";

/** Every card of a list that knows its place stands on the map too; its dot leads to the card. */
export function showDots(map: MapLibre, list: HTMLElement | null): void {
  const bounds = new LngLatBounds();
  for (const card of list?.querySelectorAll<HTMLElement>("[data-lon][data-lat]") ?? []) {
    const place: [number, number] = [Number(card.dataset["lon"]), Number(card.dataset["lat"])];
    const dot = document.createElement("a");
    dot.className = "b-dot";
    dot.href = `#${card.id}`;
    dot.setAttribute("aria-label", card.querySelector("[data-title]")?.textContent?.trim() ?? "");
    new Marker({ element: dot }).setLngLat(place).addTo(map);
    bounds.extend(place);
  }
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 48, maxZoom: 15, animate: false });
}
