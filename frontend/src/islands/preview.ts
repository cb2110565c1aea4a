import type { Island } from "../islands.ts";

/** Shows what is typed where `data-shows` names the field: how strangers will read it. */
const preview: Island = (form) => {
  for (const place of form.querySelectorAll<HTMLElement>("[data-shows]")) {
    const field = form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${place.dataset["shows"]}"]`);
    field?.addEventListener("input", () => {
      place.textContent = field.value;
    });
  }
};

export default preview;
