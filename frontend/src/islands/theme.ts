import type { Island } from "../islands.ts";

type Choice = "auto" | "light" | "dark";
const YEAR_S = 365 * 24 * 3600;

function current(): Choice {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "auto";
}

// A cookie, not local storage: the server writes data-theme into the page, so no page flashes in the other colours.
function remember(choice: Choice): void {
  const age = choice === "auto" ? 0 : YEAR_S;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is missing in Firefox before 140 and Safari before 18.4.
  document.cookie = `theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function apply(choice: Choice): void {
  const root = document.documentElement;
  if (choice === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = choice;
  document.dispatchEvent(new CustomEvent("birge:theme"));
}

/** Light, dark, or as the device says; the choice is kept for a year. */
const theme: Island = (element) => {
  const buttons = [...element.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")];
  const mark = (choice: Choice) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === choice));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset["themeChoice"] as Choice;
      remember(choice);
      apply(choice);
      mark(choice);
    });
  }
  mark(current());
  element.hidden = false;
};

export default theme;
