import type { Island } from "../islands.ts";

const THANKS_MS = 4_000;

/** A button that copies `data-text` and says so for a moment; it appears only where the browser can copy. */
const copy: Island = (button) => {
  if (!navigator.clipboard) return;
  const label = button.querySelector("span") ?? button;
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset["text"] ?? "");
    label.textContent = button.dataset["done"] ?? words;
    setTimeout(() => {
      label.textContent = words;
    }, THANKS_MS);
  });
};

export default copy;
