import type { Island } from "../islands.ts";

const FEWEST = 2;
const MOST = 4;

/** Projects beside each other in a window over the ballot, so that what was chosen stays; without it a new page. */
const compare: Island = (element) => {
  const dialog = document.querySelector<HTMLDialogElement>("#beside");
  const inside = dialog?.querySelector<HTMLElement>("[data-beside]");
  const words = document.querySelector<HTMLElement>("[data-few]");
  if (!(element instanceof HTMLFormElement) || !dialog || !inside) return;
  words?.setAttribute("role", "status");
  const first = words?.textContent ?? "";
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = new FormData(element) as unknown as Iterable<[string, string]>;
    const query = new URLSearchParams([...asked]);
    const many = query.getAll("project").length;
    const fitting = many >= FEWEST && many <= MOST;
    if (words) words.textContent = fitting ? first : (element.dataset["ask"] ?? "");
    if (!fitting) return;
    const address = `${element.action}?${query}`;
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const compared = page.querySelector("[data-compared]");
      if (!answer.ok || !compared) throw new Error(`No comparison: ${answer.status}`);
      inside.replaceChildren(document.adoptNode(compared));
      dialog.showModal();
    } catch {
      open(address, "_blank", "noopener");
    }
  });
};

export default compare;
