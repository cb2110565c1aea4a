import { fromHex } from "../ballot/bytes.ts";
import { provesInclusion } from "../ballot/merkle.ts";
import { checkpoint, verifier } from "../ballot/notes.ts";
import type { Island } from "../islands.ts";

function show(box: HTMLElement, name: string): void {
  box.querySelector(`[data-${name}]`)?.removeAttribute("hidden");
}

/** "My vote is in the box": the proof is fetched and checked here, whatever the page of the server said. */
const proof: Island = async (box) => {
  const { url = "", leaf = "", logKey = "" } = box.dataset;
  if (!box.querySelector("[data-by-server]")) return;
  const answer = await fetch(`${url}?leaf=${encodeURIComponent(leaf)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = (await answer.json()) as { index: number; path: string[]; checkpoint: string };
  let sound = false;
  let signed: boolean | undefined = false;
  try {
    const read = await checkpoint(told.checkpoint, verifier(logKey));
    signed = read.signed;
    sound = await provesInclusion(fromHex(leaf), told.index, read.size, told.path.map(fromHex), read.root);
  } catch {
    sound = false;
  }
  box.querySelector("[data-by-server]")?.setAttribute("hidden", "");
  if (!sound) {
    box.querySelector(".b-note--ok")?.setAttribute("hidden", "");
    show(box, "broken");
    return;
  }
  show(box, signed ? "by-browser" : "no-signature");
  box.dataset["checked"] = "yes";
};

export default proof;
