import type { Island } from "../islands.ts";

const ALIKE: Record<string, string> = {
  ә: "а",
  ғ: "г",
  қ: "к",
  ң: "н",
  ө: "о",
  ұ: "у",
  ү: "у",
  һ: "х",
  і: "и",
  ё: "е",
};

/** Lower case, with Kazakh letters as many people type them. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/[әғқңөұүһіё]/g, (letter) => ALIKE[letter] ?? letter);
}

/**
 * A field above a long select: what is typed leaves only the options that hold all its words, in the option or in the
 * name of its group. The chosen option always stays. Without scripts the select is as it is.
 */
const sift: Island = (form) => {
  const select = form.querySelector<HTMLSelectElement>(`#${CSS.escape(form.dataset["sift"] ?? "")}`);
  if (!select) return;
  const options = [...select.querySelectorAll("option")].map((option) => ({
    option,
    group: option.parentElement as HTMLElement,
    words: fold(
      `${option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : ""} ${option.text}`,
    ),
  }));
  const field = document.createElement("input");
  field.type = "search";
  field.className = "govuk-input";
  field.placeholder = form.dataset["siftLabel"] ?? "";
  field.setAttribute("aria-label", form.dataset["siftLabel"] ?? "");
  field.setAttribute("aria-controls", select.id);
  field.autocomplete = "off";
  select.before(field);
  const key = select.dataset["key"];
  if (key) {
    field.dataset["key"] = key;
    delete select.dataset["key"];
  }

  const narrow = () => {
    const sought = fold(field.value).split(/\s+/).filter(Boolean);
    const fits = options.filter(({ option, words }) => option.selected || sought.every((word) => words.includes(word)));
    for (const { option } of options) option.remove();
    for (const { option, group } of fits) group.append(option);
    for (const group of select.querySelectorAll("optgroup")) group.hidden = group.childElementCount === 0;
    select.size = sought.length ? Math.min(Math.max(fits.length, 2), 8) : 1;
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    select.focus();
  });
};

export default sift;
