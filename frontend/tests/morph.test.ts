import { beforeEach, expect, test } from "vitest";
import { morph, remember } from "../src/morph.ts";

let target: HTMLElement;

function page(html: string): void {
  document.body.innerHTML = `<div id="target" tabindex="-1">${html}</div>`;
  target = document.getElementById("target") as HTMLElement;
  remember(target);
}

const one = <T extends Element>(selector: string): T => target.querySelector(selector) as T;

beforeEach(() => {
  document.body.innerHTML = "";
});

test("words and attributes become those of the new page, the elements stay the same ones", () => {
  page('<h1 class="a">Old</h1><p>Same</p>');
  const title = one("h1");
  expect(morph(target, '<h1 class="b" lang="kk">New</h1><p>Same</p>')).toEqual([]);
  expect(target.innerHTML).toBe('<h1 class="b" lang="kk">New</h1><p>Same</p>');
  expect(one("h1")).toBe(title);
});

test("a new step of a timeline is the only new element, wherever it stands", () => {
  page('<ol><li data-seq="1">a</li><li class="next">later</li></ol>');
  const [first] = target.querySelectorAll("li");
  const arrived = morph(target, '<ol><li data-seq="1">a</li><li data-seq="2">b</li><li class="next">later</li></ol>');
  expect(arrived.map((element) => element.textContent)).toEqual(["b"]);
  expect([...target.querySelectorAll("li")].map((step) => step.textContent)).toEqual(["a", "b", "later"]);
  expect(one("li")).toBe(first);
});

test("a card that moves up keeps its element", () => {
  const card = (number: string) => `<li><article data-number="${number}">${number}</article></li>`;
  page(`<ul>${card("1")}${card("2")}</ul>`);
  const second = one('[data-number="2"]');
  morph(target, `<ul>${card("3")}${card("2")}</ul>`);
  expect(target.innerHTML).toBe(`<ul>${card("3")}${card("2")}</ul>`);
  expect(one('[data-number="2"]')).toBe(second);
});

test("an island whose server HTML is unchanged is left as it has become", () => {
  page('<div data-island="map" hidden></div><p>1</p>');
  const map = one<HTMLElement>("[data-island]");
  map.hidden = false;
  map.innerHTML = "<canvas></canvas>";
  morph(target, '<div data-island="map" hidden></div><p>2</p>');
  expect(target.innerHTML).toBe('<div data-island="map"><canvas></canvas></div><p>2</p>');
});

test("an island whose server HTML has changed is made anew", () => {
  page('<div data-island="map" data-mark="work"></div>');
  const arrived = morph(target, '<div data-island="map" data-mark="done"></div>');
  expect(arrived).toEqual([one("[data-island]")]);
  expect(one<HTMLElement>("[data-island]").dataset["mark"]).toBe("done");
});

test("half-typed words survive, even where the new page has no such form", () => {
  page('<p>1</p><form><textarea name="text"></textarea></form>');
  one<HTMLTextAreaElement>("textarea").value = "It is dark again";
  morph(target, '<p>2</p><form><textarea name="text"></textarea><button>Send</button></form>');
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("It is dark again");
  morph(target, "<p>3</p>");
  expect(one("p").textContent).toBe("3");
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("It is dark again");
});

test("a form nobody has touched is replaced, and another token alone is no reason to", () => {
  const form = (token: string, words: string) =>
    `<form><input type="hidden" name="csrfmiddlewaretoken" value="${token}"><button>${words}</button></form>`;
  page(form("aaa", "Yes"));
  const old = one("form");
  expect(morph(target, form("bbb", "Yes"))).toEqual([]);
  expect(one("form")).toBe(old);
  expect(morph(target, form("ccc", "No"))).toEqual([one("form")]);
  expect(one("button").textContent).toBe("No");
});

test("an open details stays open", () => {
  page("<details><summary>More</summary><p>1</p></details>");
  one<HTMLDetailsElement>("details").setAttribute("open", "");
  morph(target, "<details><summary>More</summary><p>2</p></details>");
  expect(target.innerHTML).toBe('<details open=""><summary>More</summary><p>2</p></details>');
});

test("the focus stays on its link, and goes to the part itself when the link is gone", () => {
  page('<a id="more" href="/a">More</a>');
  one<HTMLElement>("a").focus();
  morph(target, '<p>New</p><a id="more" href="/a">More</a>');
  expect(document.activeElement).toBe(one("a"));
  morph(target, "<p>New</p>");
  expect(document.activeElement).toBe(target);
});

test("marks of the connection belong to the page, not to the server", () => {
  page('<span data-live-mark hidden=""></span>');
  one<HTMLElement>("span").hidden = false;
  one("span").textContent = "Updates by itself";
  morph(target, '<span data-live-mark hidden=""></span>');
  expect(one("span").textContent).toBe("Updates by itself");
});
