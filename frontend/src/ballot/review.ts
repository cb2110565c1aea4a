import { chosen, numberOf, type Rules } from "./choice.ts";

const COPIED: [part: string, tag: string, style: string][] = [
  ["[data-title]", "h2", "b-h3 b-m-0"],
  ["[data-place]", "p", "b-small b-m-0"],
  ["[data-cost]", "p", "b-small b-m-0"],
];

/** Words of the page with a gap "…" for what only the script knows. */
export function filled(words: string | undefined, what: string): string {
  return (words ?? "").replace("…", what);
}

/** An arrow; it is called by its own words and by the title beside it, which may be in another language. */
function button(form: HTMLFormElement, number: string, by: -1 | 1): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "b-give__step";
  made.dataset["shift"] = String(by);
  made.dataset["number"] = number;
  const said = document.createElement("span");
  said.id = `${by < 0 ? "up" : "down"}-${number}`;
  said.className = "govuk-visually-hidden";
  said.textContent = (by < 0 ? form.dataset["up"] : form.dataset["down"]) ?? "";
  made.setAttribute("aria-labelledby", `${said.id} title-${number}`);
  made.append(by < 0 ? "↑" : "↓", said);
  return made;
}

/** The lines of the review: what is on the cards of the chosen projects, and buttons where their order counts. */
export function lines(form: HTMLFormElement, rules: Rules): HTMLLIElement[] {
  const found = chosen(form, rules);
  return found.map((field, index) => {
    const card = field.closest("article");
    const line = document.createElement("li");
    line.className = "b-card b-plain b-chosen";
    for (const [part, tag, style] of COPIED) {
      const original = card?.querySelector<HTMLElement>(part);
      const copied = original?.textContent?.trim();
      if (!original || !copied) continue;
      const copy = document.createElement(tag);
      copy.className = style;
      if (original.lang) copy.lang = original.lang;
      copy.textContent = rules.form === "ranking" && tag === "h2" ? `${index + 1}. ${copied}` : copied;
      line.append(copy);
    }
    if (rules.form === "points") {
      const given = document.createElement("b");
      given.textContent = filled(form.dataset["pointsGiven"], field.value.trim());
      line.append(given);
    }
    if (rules.form === "ranking" && found.length > 1) {
      const [up, down] = [button(form, numberOf(field), -1), button(form, numberOf(field), 1)];
      up.disabled = index === 0;
      down.disabled = index === found.length - 1;
      const row = document.createElement("p");
      row.className = "b-row b-m-0";
      row.append(up, down);
      line.append(row);
    }
    return line;
  });
}
