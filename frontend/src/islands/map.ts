import type { Map as MapLibre } from "maplibre-gl";
import type { Island } from "../islands.ts";
import type { LayerName } from "../map/style.ts";

/** A map this near to the window begins to load. */
const NEAR = "300px";
const STREET_ZOOM = 15;

function canDraw(): boolean {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function inView(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher.disconnect();
        resolve();
      },
      { rootMargin: NEAR },
    );
    watcher.observe(element);
  });
}

function given(frame: HTMLElement): [number, number] | null {
  const { lon, lat } = frame.dataset;
  return lon && lat ? [Number(lon), Number(lat)] : null;
}

async function draw(frame: HTMLElement): Promise<MapLibre> {
  const { drawCity } = await import("../map/city.ts");
  const {
    mapLayers = "districts",
    tilesQuery = "",
    tilesPath = "",
    district = "",
    styleUrl = "",
    label = "",
  } = frame.dataset;
  return drawCity({
    container: frame.querySelector<HTMLElement>("[data-map-canvas]") ?? frame,
    label,
    wanted: {
      layers: mapLayers.split(/\s+/) as LayerName[],
      language: document.documentElement.lang || "kk",
      query: tilesQuery,
      path: tilesPath,
      origin: location.origin,
      district,
    },
    styleUrl,
    center: given(frame),
    zoom: Number(frame.dataset["zoom"] ?? STREET_ZOOM),
    small: frame.classList.contains("b-map--small"),
    words: {
      "CooperativeGesturesHandler.WindowsHelpText": frame.dataset["withCtrl"] ?? "",
      "CooperativeGesturesHandler.MacHelpText": frame.dataset["withCommand"] ?? "",
      "CooperativeGesturesHandler.MobileHelpText": frame.dataset["withTwoFingers"] ?? "",
    },
  });
}

/** A map on which the person puts a point, draws an area, or does either as the form says. */
async function fillPicked(frame: HTMLElement, map: MapLibre, withArea: boolean): Promise<void> {
  const { wakeTools } = await import("../map/tools.ts");
  const form = frame.closest("form");
  const area = withArea ? form?.elements.namedItem("area") : null;
  if (area instanceof HTMLInputElement) {
    const { AreaDrawer } = await import("../map/area.ts");
    new AreaDrawer(map, frame, area);
    if (!form?.elements.namedItem("lon")) {
      wakeTools(frame, map, (point) => map.flyTo({ center: point, zoom: STREET_ZOOM }));
      return;
    }
  }
  const { Picker } = await import("../map/picker.ts");
  const isArea = area instanceof HTMLInputElement && area.value !== "";
  const picker = new Picker(map, frame, isArea ? null : given(frame));
  wakeTools(frame, map, (point) => picker.put(point));
}

async function fill(frame: HTMLElement, map: MapLibre): Promise<void> {
  const { wakeTools } = await import("../map/tools.ts");
  const { mapPick } = frame.dataset;
  if (mapPick) {
    await fillPicked(frame, map, mapPick === "area");
    return;
  }
  if (frame.dataset["area"]) {
    const { showArea } = await import("../map/area.ts");
    showArea(map, frame.dataset["area"]);
  }
  const { showPlace } = await import("../map/place.ts");
  const { mapPoints } = frame.dataset;
  if (mapPoints) {
    const { showPoints } = await import("../map/points.ts");
    showPoints(map, mapPoints);
  }
  const point = given(frame);
  if (point) showPlace(map, point, frame.dataset["mark"]);
  wakeTools(frame, map, (here) => showPlace(map, here));
  if (frame.dataset["mapDots"]) {
    const { showDots } = await import("../map/dots.ts");
    showDots(map, document.getElementById(frame.dataset["mapDots"]));
  }
  if (frame.dataset["mapLayers"]?.includes("appeals")) {
    const { ListedAppeals } = await import("../map/appeals.ts");
    new ListedAppeals(map, frame, document.getElementById(frame.dataset["mapList"] ?? ""));
  }
}

/** The map in its frame. Without WebGL the frame stays hidden: list or address beside it tell the same. */
const map: Island = async (frame) => {
  if (!canDraw()) return;
  frame.hidden = false;
  await inView(frame);
  const drawn = await draw(frame);
  const district = frame.dataset["district"];
  if (district && !given(frame)) {
    const { lookAtDistrict } = await import("../map/city.ts");
    lookAtDistrict(drawn, district);
  }
  await fill(frame, drawn);
  frame.dataset["mapReady"] = "true";
};

export default map;
