import type { Island } from "../islands.ts";

/** A button that hands `data-url`, or this page, to the device's own sharing; it appears only where there is any. */
const share: Island = (button) => {
  if (typeof navigator.share !== "function") return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { url = location.href, text = document.title } = button.dataset;
    // Somebody who closes the sheet again has done nothing wrong.
    navigator.share({ url, text }).catch(() => undefined);
  });
};

export default share;
