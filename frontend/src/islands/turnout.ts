import type { Island } from "../islands.ts";
import { morph } from "../morph.ts";

const EVERY_MS = 20_000;

/** The figures of a page that stays open are fetched anew while somebody looks at it. */
const turnout: Island = (box) => {
  const refresh = async (): Promise<void> => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset["url"] ?? "");
      if (answer.ok) morph(box, await answer.text());
    } catch {
      // The next turn comes soon.
    }
  };
  setInterval(() => void refresh(), EVERY_MS);
};

export default turnout;
