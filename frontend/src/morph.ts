/*
 * New HTML of a live part is laid into the page piece by piece: what is the same stays, so the focus, an open
 * <details>, a drawn map and half-typed words survive.
 */

/** Islands, forms and GOV.UK components change their own markup: they stay whole, or are replaced whole. */
const WHOLE = "[data-island], form, [data-module]:not([data-module='govuk-button'])";
/** States of the page itself, of which the server knows nothing. */
const KEEP = "[data-live-mark], [data-live-news]";
const OF_THE_PAGE = /^(?:open|data-govuk-.+-init)$/;
const TOKEN = /(name="csrfmiddlewaretoken" value=")[^"]*/g;

const written = new WeakMap<Element, string>();

const source = (element: Element): string => element.outerHTML.replace(TOKEN, "$1");

/** Note how the server wrote what is kept whole. To be called before anything in `scope` is woken. */
export function remember(scope: ParentNode): void {
  for (const element of scope.querySelectorAll(WHOLE)) written.set(element, source(element));
}

/** Whether somebody has typed or chosen something here that the server did not write. */
export function isTyped(control: Element): boolean {
  if (control instanceof HTMLInputElement) {
    if (control.type === "hidden") return false;
    if (control.type === "file") return Boolean(control.files?.length);
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    return control.value !== control.defaultValue;
  }
  return control instanceof HTMLTextAreaElement && control.value !== control.defaultValue;
}

/** Whether somebody is in the middle of something in there. */
function isInUse(element: Element): boolean {
  if (element.contains(document.activeElement) && element.querySelector("input, textarea, select")) return true;
  return [...element.querySelectorAll("input, textarea")].some(isTyped);
}

function keyOf(node: Node): string {
  if (!(node instanceof Element)) return "";
  const key = node.id || node.getAttribute("data-seq") || node.getAttribute("data-number");
  if (key) return `${node.nodeName}#${key}`;
  const only = node.children.length === 1 ? node.children[0] : undefined;
  const inner = only?.getAttribute("data-number");
  return inner ? `${node.nodeName}>${inner}` : "";
}

function patchAttributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OF_THE_PAGE.test(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (!OF_THE_PAGE.test(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function patch(old: ChildNode, fresh: ChildNode, arrived: Element[]): void {
  if (!(old instanceof Element) || !(fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.matches(KEEP)) return;
  if (old.matches(WHOLE) || fresh.matches(WHOLE)) {
    if (written.get(old) === source(fresh) || isInUse(old)) return;
    old.replaceWith(fresh);
    arrived.push(fresh);
    return;
  }
  patchAttributes(old, fresh);
  patchChildren(old, fresh, arrived);
}

function patchChildren(old: ParentNode & Node, fresh: ParentNode & Node, arrived: Element[]): void {
  const keyed = new Map<string, ChildNode>();
  for (const child of old.childNodes) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let place: ChildNode | null = old.firstChild;
  const stay = new Set<ChildNode>();
  for (const child of [...fresh.childNodes]) {
    const key = keyOf(child);
    let twin: ChildNode | undefined = key ? keyed.get(key) : undefined;
    if (!key && place && !keyOf(place) && place.nodeName === child.nodeName && !stay.has(place)) twin = place;
    if (!twin) {
      old.insertBefore(child, place);
      stay.add(child);
      if (child instanceof Element) arrived.push(child);
      continue;
    }
    if (twin === place) place = place.nextSibling;
    else old.insertBefore(twin, place);
    stay.add(twin);
    patch(twin, child, arrived);
    if (!twin.parentNode) stay.add(child);
  }
  for (const child of [...old.childNodes]) {
    if (!stay.has(child) && !(child instanceof Element && isInUse(child))) child.remove();
  }
}

/** Make the content of `target` what `html` says. Returns the elements that are new. */
export function morph(target: Element, html: string): Element[] {
  const template = document.createElement("template");
  template.innerHTML = html;
  remember(template.content);
  const focused = target.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const arrived: Element[] = [];
  patchChildren(target, template.content, arrived);
  if (focused && document.activeElement !== focused) {
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else (target as HTMLElement).focus({ preventScroll: true });
  }
  return arrived;
}
