import type { Island } from "../islands.ts";
import { connection } from "../live/connection.ts";

/** Says who else has this thing open, and lets them know that we have. Officials only: to others nobody is named. */
const company: Island = (line) => {
  const place = { kind: line.dataset["kind"] ?? "", id: line.dataset["id"] ?? "" };
  connection().add({
    at: place,
    beside: place,
    met: (names) => {
      line.hidden = !names.length;
      line.textContent = names.length ? (line.dataset["words"] ?? "").replace("%s", names.join(", ")) : "";
    },
    changed: () => undefined,
    gone: () => undefined,
    state: () => undefined,
  });
};

export default company;
