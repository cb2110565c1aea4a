import type { Island } from "../islands.ts";

type Shape = "point" | "area";

/**
 * The choice between one point and an area. Of the two only the chosen one is sent; the other waits, so that a press on
 * the wrong button loses nothing until the page is left.
 */
const site: Island = (form) => {
  if (!(form instanceof HTMLFormElement)) return;
  const frame = form.querySelector<HTMLElement>("[data-map-pick]");
  const switches = form.querySelectorAll<HTMLInputElement>("input[name=shape]");
  const area = form.elements.namedItem("area") as HTMLInputElement;
  const lon = form.elements.namedItem("lon") as HTMLInputElement;
  const lat = form.elements.namedItem("lat") as HTMLInputElement;
  const waiting = { point: [lon.value, lat.value], area: area.value };

  const show = (shape: Shape): void => {
    if (frame) frame.dataset["mapShape"] = shape;
    for (const part of form.querySelectorAll<HTMLElement>("[data-shape]"))
      part.hidden = part.dataset["shape"] !== shape;
  };
  for (const each of switches) {
    each.addEventListener("change", () => {
      if (each.value === "area") {
        waiting.point = [lon.value, lat.value];
        [lon.value, lat.value] = ["", ""];
        area.value = waiting.area;
      } else {
        waiting.area = area.value;
        area.value = "";
        [lon.value, lat.value] = waiting.point as [string, string];
      }
      show(each.value as Shape);
      form.dispatchEvent(new Event("input"));
    });
  }
  show(area.value ? "area" : "point");
};

export default site;
