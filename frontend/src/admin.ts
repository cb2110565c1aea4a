import { wake } from "./govuk.ts";
import { mount } from "./islands.ts";

/** The admin switches its theme by a class; our tokens follow an attribute. */
function followTheme(): void {
  const root = document.documentElement;
  const copy = () => {
    root.dataset["theme"] = root.classList.contains("dark") ? "dark" : "light";
  };
  copy();
  new MutationObserver(copy).observe(root, { attributes: true, attributeFilter: ["class"] });
}

/** Scrolled parts are landmarks, all of one name; the menu gets its own before they are made. */
function nameMenu(): void {
  const name = document.getElementById("page")?.dataset["menuName"];
  const menu = document.getElementById("nav-sidebar-apps");
  if (menu && name) {
    menu.dataset["simplebarAriaLabel"] = name;
  }
}

followTheme();
nameMenu();
wake(document.body);
mount(document);
