import type { Island } from "../islands.ts";
import { whereAmI } from "../map/tools.ts";
import { Suggest } from "../suggest.ts";

type Point = [lon: number, lat: number];

/** A result of `/api/v1/places/`. */
interface Place {
  name: string;
  detail: string;
  lon: number;
  lat: number;
  district: string;
  kind: string;
}

const DIGITS = 6;
const headers = () => ({ Accept: "application/json", "Accept-Language": document.documentElement.lang });

async function places(text: string, signal: AbortSignal): Promise<Place[]> {
  const answer = await fetch(`/api/v1/places/?limit=6&q=${encodeURIComponent(text)}`, { headers: headers(), signal });
  return answer.ok ? ((await answer.json()) as Place[]) : [];
}

/**
 * The "where" question with a map: pin, address and district know of each other. The hidden fields `lon` and `lat` are
 * what is sent; without this island the address and the district say the same.
 */
class Where {
  readonly #form: HTMLFormElement;
  readonly #frame: HTMLElement | null;
  readonly #address: HTMLInputElement;
  readonly #district: HTMLSelectElement | null;
  readonly #card: HTMLElement | null;
  readonly #said: HTMLElement | null;
  #asking: AbortController | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#frame = form.querySelector("[data-map-pick]");
    this.#address = form.elements.namedItem("address") as HTMLInputElement;
    this.#district = form.querySelector("select[name=district]");
    this.#card = form.querySelector("[data-chosen]");
    this.#said = form.querySelector("[data-where-said]");
    form.addEventListener("birge:picked", (event) => {
      const { point } = (event as CustomEvent<{ point: Point | null }>).detail;
      if (point) void this.#place(point);
    });
    const { some = "", none = "" } = this.#address.dataset;
    new Suggest<Place>(this.#address, places, (place) => this.#take(place), { some, none });
    this.#wakeUnpin();
    this.#wakeLocate();
    for (const hint of form.querySelectorAll<HTMLElement>("[data-map-hint]")) hint.hidden = !this.#frame;
  }

  #wakeUnpin(): void {
    const unpin = this.#form.querySelector<HTMLButtonElement>("button[value=unpin]");
    unpin?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#write(null);
      this.#say("");
      this.#tellMap("birge:put", { point: null });
      this.#address.focus();
    });
  }

  #wakeLocate(): void {
    const button = this.#form.querySelector<HTMLButtonElement>("[data-locate]");
    if (!button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      try {
        const point = await whereAmI();
        this.#tellMap("birge:put", { point, close: true });
        await this.#place(point);
      } catch {
        this.#say(button.dataset["notLocated"] ?? "");
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }

  #tellMap(name: string, detail: unknown): void {
    this.#frame?.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** A place from the list. A street has no single point: it gives its name, and the map looks at it. */
  #take({ name, lon, lat, district, kind }: Place): void {
    const typed = this.#address.value;
    const isStreet = kind === "street";
    this.#address.value = isStreet && /\d/.test(typed) ? typed : name;
    if (this.#district && district) this.#district.value = district;
    if (isStreet) {
      this.#tellMap("birge:look", [lon, lat]);
      return;
    }
    this.#tellMap("birge:put", { point: [lon, lat], close: true });
    void this.#place([lon, lat]);
  }

  #write(point: Point | null): void {
    const [lon, lat] = point ? point.map((degrees) => degrees.toFixed(DIGITS)) : ["", ""];
    (this.#form.elements.namedItem("lon") as HTMLInputElement).value = lon ?? "";
    (this.#form.elements.namedItem("lat") as HTMLInputElement).value = lat ?? "";
    if (this.#card) this.#card.hidden = !point;
    // A map that is drawn later starts here.
    if (this.#frame && point) Object.assign(this.#frame.dataset, { lon, lat });
    else if (this.#frame) for (const name of ["lon", "lat"]) delete this.#frame.dataset[name];
    this.#form.dispatchEvent(new Event("input"));
  }

  async #place(point: Point): Promise<void> {
    this.#write(point);
    this.#showDistrict("", "");
    this.#say("");
    const noPlace = this.#form.elements.namedItem("no_place");
    if (noPlace instanceof HTMLInputElement) noPlace.checked = false;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const address = `/api/v1/districts/at/?lon=${point[0].toFixed(DIGITS)}&lat=${point[1].toFixed(DIGITS)}`;
    try {
      const answer = await fetch(address, { headers: headers(), signal: asking.signal });
      const found = (await answer.json()) as { code?: string; name?: string; detail?: string };
      if (answer.ok) this.#showDistrict(found.code ?? "", found.name ?? "");
      else if (answer.status === 422) this.#refuse(found.detail ?? "");
    } catch {
      // No connection: the pin stays, and the server finds its district when the page is sent.
    }
  }

  #refuse(sentence: string): void {
    this.#write(null);
    this.#tellMap("birge:put", { point: null });
    this.#say(sentence);
  }

  #showDistrict(code: string, name: string): void {
    const words = this.#form.querySelector<HTMLElement>("[data-chosen-district]");
    if (words) {
      words.className = code ? `b-district b-district--${code}` : "b-district";
      words.textContent = name;
      words.hidden = !code;
    }
    if (this.#district && code) this.#district.value = code;
  }

  #say(sentence: string): void {
    if (!this.#said) return;
    this.#said.textContent = sentence;
    this.#said.classList.toggle("is-wrong", sentence !== "");
  }
}

const where: Island = (element) => {
  if (element instanceof HTMLFormElement) new Where(element);
};

export default where;
