import type { Island } from "../islands.ts";
import { whereAmI } from "../map/tools.ts";

const DIGITS = 6;

/** Where the photos after the work were taken: by the device, or by a pin put on the map. The text field is what is sent. */
const taken: Island = (element) => {
  const field = element.querySelector<HTMLInputElement>("input[name=photo_place]");
  const source = element.querySelector<HTMLInputElement>("input[name=place_source]");
  const button = element.querySelector<HTMLButtonElement>("[data-taken-locate]");
  const said = element.querySelector<HTMLElement>("[data-taken-said]");
  if (!field || !source) return;
  const write = ([lon, lat]: [number, number], by: "device" | "pin") => {
    field.value = `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;
    source.value = by;
    if (said) said.textContent = said.dataset["said"] ?? "";
  };
  field.addEventListener("input", () => {
    source.value = "pin";
  });
  element.addEventListener("birge:picked", (event) => {
    const { point } = (event as CustomEvent<{ point: [number, number] | null }>).detail;
    if (point) write(point, "pin");
  });
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      write(await whereAmI(), "device");
    } catch {
      if (said) said.textContent = button.dataset["notLocated"] ?? "";
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
};

export default taken;
