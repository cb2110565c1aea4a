import { feedKey, read, type Thing, thingKey } from "./messages.ts";

/** `polling`: sockets do not get through; whoever listens asks for its content by itself. */
export type State = "connecting" | "live" | "reconnecting" | "polling" | "offline";

/** A thing by its public name, whatever its number. */
export interface Place {
  kind: string;
  id: string;
}

/** One part of the page that wants to know. */
export interface Listener {
  thing?: Thing;
  feeds?: string[];
  /** Whoever else works on this thing is told to `met`; officials only. */
  beside?: Place;
  /** The thing that this page is about: others who have it before them learn that we are at it. */
  at?: Place;
  met?(names: string[]): void;
  /** There is something newer; of a thing, its number. */
  changed(seq?: number): void;
  gone(): void;
  /** Called at once with the present state, then at each change. */
  state(state: State): void;
}

const HEARTBEAT_MS = 25_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** A server that is down must not be greeted by all pages in the same second. */
const LEAST_SHARE = 0.5;
const TRIES_BEFORE_POLLING = 3;
const NOT_OUR_LANGUAGE = 4400;

/**
 * The one socket of a page. It says what the page watches and the last number of each, at the start and with every
 * heartbeat, so whatever was missed while it was down is replayed. It comes back by itself: twice as late each time.
 */
export class Connection {
  #listeners = new Set<Listener>();
  #socket: WebSocket | null = null;
  #state: State = "connecting";
  #failures = 0;
  #saying = false;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    addEventListener("online", () => this.#anew());
    addEventListener("offline", () => this.#enter("offline"));
    // A page that comes back from the history, or a tab that is shown again, has no time to wait.
    addEventListener("pageshow", (event) => event.persisted && this.#now());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#now());
  }

  get state(): State {
    return this.#state;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
    listener.state(this.#state);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#soon();
    else if (!this.#socket && this.#retry === undefined) this.#open();
  }

  /** Many parts of a page that come to life together are one message. */
  #soon(): void {
    if (this.#saying) return;
    this.#saying = true;
    queueMicrotask(() => {
      this.#saying = false;
      this.#say();
    });
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  #open(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url);
    } catch {
      this.#later();
      return;
    }
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#heard(String(event.data)));
    socket.addEventListener("close", (event) => this.#closed(socket, event.code));
  }

  #opened(): void {
    this.#failures = 0;
    this.#enter("live");
    this.#say();
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#say(), HEARTBEAT_MS);
  }

  #say(): void {
    const watch = new Map<string, Thing>();
    const follow = new Set<string>();
    const beside = new Map<string, Place>();
    let at: Place | undefined;
    for (const listener of this.#listeners) {
      const { thing, feeds } = listener;
      at ??= listener.at;
      if (listener.beside) beside.set(thingKey(listener.beside.kind, listener.beside.id), listener.beside);
      if (thing) {
        const key = thingKey(thing.kind, thing.id);
        const other = watch.get(key);
        // Of two parts that show the same thing, the one that knows less decides what is replayed.
        if (!other || thing.seq < other.seq) watch.set(key, thing);
      }
      for (const feed of feeds ?? []) follow.add(feed);
    }
    const message: { watch?: Thing[]; follow?: string[]; beside?: Place[]; at?: Place } = {};
    if (watch.size) message.watch = [...watch.values()].map(({ kind, id, seq }) => ({ kind, id, seq }));
    if (follow.size) message.follow = [...follow];
    if (beside.size) message.beside = [...beside.values()];
    if (at) message.at = at;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #heard(text: string): void {
    const told = read(text);
    if (!told) return;
    for (const listener of [...this.#listeners]) {
      const { thing, feeds = [] } = listener;
      if (told.type === "act") {
        if (thing?.kind === told.kind && thing.id === told.id && told.seq > thing.seq) listener.changed(told.seq);
      } else if (told.type === "here") {
        const { beside } = listener;
        if (beside && thingKey(beside.kind, beside.id) === told.key) listener.met?.(told.names);
      } else if (told.type === "feed") {
        if (feeds.includes(told.feed)) listener.changed();
      } else if (thing && thingKey(thing.kind, thing.id) === told.key) {
        this.#listeners.delete(listener);
        listener.gone();
      } else if (feeds.some((feed) => feedKey(feed) === told.key)) {
        listener.feeds = feeds.filter((feed) => feedKey(feed) !== told.key);
        if (!listener.feeds.length) listener.gone();
      }
    }
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearInterval(this.#heartbeat);
    if (code === NOT_OUR_LANGUAGE) {
      // An old page after a new release: asking the same again would be refused again.
      this.#enter("polling");
      return;
    }
    this.#later();
  }

  #later(): void {
    this.#failures += 1;
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#failures - 1));
    const delay = longest * (LEAST_SHARE + (1 - LEAST_SHARE) * Math.random());
    this.#retry = setTimeout(() => this.#open(), delay);
    if (navigator.onLine === false) this.#enter("offline");
    else this.#enter(this.#failures >= TRIES_BEFORE_POLLING ? "polling" : "reconnecting");
  }

  #now(): void {
    if (this.#retry !== undefined && this.#listeners.size) this.#open();
  }

  /** Another network: a socket of the old one may hang for minutes before it is known to be dead. */
  #anew(): void {
    if (!this.#listeners.size) return;
    const old = this.#socket;
    this.#socket = null;
    clearInterval(this.#heartbeat);
    old?.close();
    this.#enter("reconnecting");
    this.#open();
  }

  #enter(state: State): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener.state(state);
  }
}

let shared: Connection | undefined;

/** The page's own connection, opened with its first listener. */
export function connection(): Connection {
  shared ??= new Connection(`${location.protocol.replace("http", "ws")}//${location.host}/ws/live/`);
  return shared;
}
