// Copy, share and print a receipt; each button appears only where the browser can do it.
export default function receipt(box: HTMLElement): void {
  const words = box.dataset["text"] ?? "";
  const url = box.dataset["url"] ?? "";
  const copy = box.querySelector<HTMLButtonElement>("[data-copy]");
  const share = box.querySelector<HTMLButtonElement>("[data-share]");
  const print = box.querySelector<HTMLButtonElement>("[data-print]");
  if (copy && navigator.clipboard) {
    const label = copy.querySelector("span") ?? copy;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(`${words}\n${url}`);
      label.textContent = copy.dataset["done"] ?? label.textContent;
    });
  }
  if (share && typeof navigator.share === "function") {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ text: words, url }).catch(() => undefined);
    });
  }
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
}
