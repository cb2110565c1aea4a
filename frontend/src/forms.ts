const SENDING_MS = 10_000;

/** A form that is being sent is not sent again by a second click; another try is possible after ten seconds. */
export function sendOnce(root: Document): void {
  const sent = new WeakMap<HTMLFormElement, number>();
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    const last = sent.get(form);
    if (last !== undefined && event.timeStamp - last < SENDING_MS) {
      event.preventDefault();
      return;
    }
    sent.set(form, event.timeStamp);
    event.submitter?.classList.add("is-sending");
  });
  // The page shown again from the history is a new page to its reader.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of root.forms) sent.delete(form);
    for (const button of root.querySelectorAll(".is-sending")) button.classList.remove("is-sending");
  });
}
