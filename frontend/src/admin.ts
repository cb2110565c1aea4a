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

followTheme();
wake(document.body);
mount(document);
