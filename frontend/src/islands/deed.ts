import type { Island } from "../islands.ts";

/** The page that shows what will happen: Enter does it, Escape leads back to the queue, nothing done. */
const deed: Island = (page) => {
  page.querySelector<HTMLElement>("[data-deed-do]")?.focus();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") page.querySelector<HTMLAnchorElement>("[data-deed-back]")?.click();
  });
};

export default deed;
