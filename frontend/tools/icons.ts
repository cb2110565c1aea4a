import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

// A name stands in a component's `icon` attribute or in <c-icon name>. Names that
// come from data (a status, a category) are listed in icons.txt.
const IN_TEMPLATE = /<c-icon\b[^>]*?\sname="([a-z][a-z0-9-]*)"|\sicon="([a-z][a-z0-9-]*)"/g;

function templates(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".html"))
    .map((name) => join(folder, name));
}

/** Every icon name in use, with the file that asks for it. */
export function namesInUse(root: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of templates(join(root, "templates"))) {
    for (const match of readFileSync(file, "utf8").matchAll(IN_TEMPLATE)) {
      names.set((match[1] ?? match[2]) as string, relative(root, file));
    }
  }
  for (const line of readFileSync(join(root, "icons.txt"), "utf8").split("\n")) {
    const name = line.replace(/#.*/, "").trim();
    if (name) names.set(name, "icons.txt");
  }
  return names;
}

function symbol(root: string, name: string, askedBy: string): string {
  const file = join(root, "node_modules/lucide-static/icons", `${name}.svg`);
  let svg: string;
  try {
    svg = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${askedBy}: Lucide has no icon "${name}". Choose one from lucide.dev/icons.`);
  }
  const shapes = svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/<svg[^>]*>|<\/svg>/g, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

/** One SVG with a symbol for each name. */
export function sprite(root: string): string {
  const symbols = [...namesInUse(root)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, askedBy]) => symbol(root, name, askedBy));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

/** Adds the sprite to the build; the manifest knows it as `icons.svg`. */
export function icons(root: string): Plugin {
  return {
    name: "birge-icons",
    apply: "build",
    buildStart() {
      for (const file of templates(join(root, "templates"))) this.addWatchFile(file);
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source: sprite(root) });
    },
  };
}
