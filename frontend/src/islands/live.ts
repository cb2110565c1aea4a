import { wake } from "../govuk.ts";
import { type Island, mount } from "../islands.ts";
import { connection, type Listener, type State } from "../live/connection.ts";
import { Fragment } from "../live/fragment.ts";
import { morph } from "../morph.ts";

const POLL_MS = 20_000;
/** Many acts in a list at once are one look at it; and not all pages look in the same moment. */
const GATHER_MS = 1_000;
const AGAIN_MS = 5_000;

/** Write the state of the connection in words, wherever the page asks for it. */
function tell(state: State | "gone"): void {
  for (const mark of document.querySelectorAll<HTMLElement>("[data-live-mark]")) {
    const words = mark.dataset[state];
    mark.hidden = !words;
    mark.dataset["state"] = state;
    if (words && mark.textContent !== words) mark.textContent = words;
  }
}

function steps(scope: ParentNode): Set<string> {
  return new Set([...scope.querySelectorAll<HTMLElement>("[data-seq]")].map((step) => step.dataset["seq"] ?? ""));
}

class LivePart {
  readonly #content: HTMLElement;
  readonly #news: HTMLElement | null;
  readonly #fragment: Fragment;
  readonly #listener: Listener;
  #wanted = 0;
  #busy = false;
  #asked = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #wasLive = false;

  constructor(element: HTMLElement, content: HTMLElement) {
    const { liveKind, liveId, liveSeq, liveFollow, liveUrl } = element.dataset;
    this.#content = content;
    this.#content.tabIndex = -1;
    this.#news = element.querySelector("[data-live-news]");
    this.#fragment = new Fragment(liveUrl ?? location.href);
    this.#listener = {
      changed: (seq) => this.#changed(seq),
      gone: () => this.#leave(),
      state: (state) => this.#state(state),
    };
    if (liveKind && liveId) this.#listener.thing = { kind: liveKind, id: liveId, seq: Number(liveSeq ?? 0) };
    if (liveFollow) this.#listener.feeds = liveFollow.split(/\s+/).filter(Boolean);
    connection().add(this.#listener);
    // Another island of the page has just changed the thing itself and need not wait for the socket to say so.
    element.addEventListener("look", () => void this.#refresh());
  }

  #changed(seq?: number): void {
    this.#wanted = Math.max(this.#wanted, seq ?? 0);
    if (seq !== undefined) void this.#refresh();
    else this.#soon(GATHER_MS * (0.5 + Math.random()));
  }

  #soon(ms: number): void {
    this.#waiting ??= setTimeout(() => {
      this.#waiting = undefined;
      void this.#refresh();
    }, ms);
  }

  async #refresh(): Promise<void> {
    if (this.#busy) {
      this.#asked = true;
      return;
    }
    this.#busy = true;
    const wanted = this.#wanted;
    const fetched = await this.#fragment.fetch();
    this.#busy = false;
    if (fetched === "gone") return this.#leave();
    if (fetched === "failed") return this.#soon(AGAIN_MS * (0.5 + Math.random()));
    if (typeof fetched === "object") this.#show(fetched.html);
    const { thing } = this.#listener;
    if (thing) thing.seq = Math.max(thing.seq, wanted);
    if (this.#asked) {
      this.#asked = false;
      await this.#refresh();
    }
  }

  #show(html: string): void {
    const before = steps(this.#content);
    for (const arrived of morph(this.#content, html)) {
      wake(arrived);
      mount(arrived.parentNode ?? arrived);
    }
    tell(connection().state);
    const words: string[] = [];
    for (const step of this.#content.querySelectorAll<HTMLElement>("[data-seq]")) {
      if (before.has(step.dataset["seq"] ?? "")) continue;
      step.classList.add("is-new");
      step.addEventListener("animationend", () => step.classList.remove("is-new"), { once: true });
      words.push(step.querySelector("b")?.textContent?.trim() ?? "");
    }
    if (this.#news && before.size && words.length) this.#news.textContent = words.join(". ");
    this.#content.dispatchEvent(new CustomEvent("birge:live", { bubbles: true }));
  }

  #state(state: State): void {
    tell(state);
    clearInterval(this.#poll);
    this.#poll = undefined;
    if (state === "live") {
      // Of a thing the server replays what was missed; of a list it cannot.
      if (this.#wasLive && this.#listener.feeds?.length) this.#changed();
      this.#wasLive = true;
    }
    if (state !== "polling") return;
    this.#poll = setInterval(() => document.visibilityState === "visible" && void this.#refresh(), POLL_MS);
    void this.#refresh();
  }

  #leave(): void {
    connection().remove(this.#listener);
    clearInterval(this.#poll);
    clearTimeout(this.#waiting);
    tell("gone");
  }
}

/**
 * Keeps a part of the page as new as the city. `data-live-kind`, `-id`, `-seq`: the thing it shows;
 * `data-live-follow`: lists it stands in; `data-live-url`: where its HTML is fetched again.
 */
const live: Island = (element) => {
  const content = element.querySelector<HTMLElement>("[data-live-content]");
  if (content) new LivePart(element, content);
};

export default live;
