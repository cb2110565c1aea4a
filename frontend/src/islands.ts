/** What an island's module exports: bring one element to life. */
export type Island = (element: HTMLElement) => void | Promise<void>;

const modules = import.meta.glob<{ default: Island }>("./islands/*.ts");
const awake = new WeakSet<Element>();

async function rouse(element: HTMLElement): Promise<void> {
  for (const name of (element.dataset["island"] ?? "").split(" ").filter(Boolean)) {
    try {
      const load = modules[`./islands/${name}.ts`];
      if (!load) throw new Error(`There is no island "${name}".`);
      const { default: island } = await load();
      await island(element);
    } catch (error) {
      console.error(error);
    }
  }
}

/**
 * Load and start the islands of every `[data-island]` element in `scope`, once each, one after the other.
 * An island that fails leaves its server-rendered element as it was, and the others of it alone.
 */
export function mount(scope: ParentNode): void {
  for (const element of scope.querySelectorAll<HTMLElement>("[data-island]")) {
    if (awake.has(element)) continue;
    awake.add(element);
    void rouse(element);
  }
}
