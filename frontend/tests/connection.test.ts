import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection, type Listener, type State } from "../src/live/connection.ts";
import { FakeSocket } from "./sockets.ts";

class Ear implements Listener {
  heard: (number | undefined | "gone")[] = [];
  states: State[] = [];
  constructor(
    readonly thing?: { kind: string; id: string; seq: number },
    public feeds?: string[],
  ) {}
  changed(seq?: number): void {
    this.heard.push(seq);
  }
  gone(): void {
    this.heard.push("gone");
  }
  state(state: State): void {
    this.states.push(state);
  }
}

const appeal = (seq: number) => ({ kind: "appeal", id: "2026-000001", seq });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.install();
});

afterEach(() => {
  for (const ear of leave.splice(0)) ear();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const leave: (() => void)[] = [];

function connected(...ears: Ear[]): void {
  const connection = new Connection("ws://birge.test/ws/live/");
  for (const ear of ears) {
    connection.add(ear);
    leave.push(() => connection.remove(ear));
  }
}

function opened(...ears: Ear[]): void {
  connected(...ears);
  FakeSocket.latest().opens();
}

test("on opening, the page says once what it watches and follows, with its lowest numbers", () => {
  opened(
    new Ear(appeal(7)),
    new Ear(appeal(4)),
    new Ear(undefined, ["public"]),
    new Ear(undefined, ["public", "org:2"]),
  );
  expect(FakeSocket.all.map((socket) => socket.sent)).toEqual([[{ watch: [appeal(4)], follow: ["public", "org:2"] }]]);
});

test("only acts newer than its own number reach a listener", () => {
  const ear = new Ear(appeal(4));
  opened(ear);
  for (const seq of [3, 4, 5]) FakeSocket.latest().says(appeal(seq));
  FakeSocket.latest().says({ kind: "appeal", id: "2026-000002", seq: 9 });
  expect(ear.heard).toEqual([5]);
});

test("a feed's event reaches its followers; broken and strange messages reach nobody", () => {
  const ear = new Ear(undefined, ["public"]);
  opened(ear);
  for (const message of ["{", "null", "[]", { feed: "triage", kind: "appeal", id: "1", seq: 1 }, { kind: 1, id: 2 }]) {
    FakeSocket.latest().says(message);
  }
  expect(ear.heard).toEqual([]);
  FakeSocket.latest().says({ feed: "public", kind: "appeal", id: "1", seq: 1 });
  expect(ear.heard).toEqual([undefined]);
});

test("what is gone is not asked for again", () => {
  const ear = new Ear(appeal(4));
  const list = new Ear(undefined, ["public"]);
  opened(ear, list);
  FakeSocket.latest().says({ kind: "appeal", id: "2026-000001", gone: true });
  FakeSocket.latest().says({ feed: "public", gone: true });
  expect([ear.heard, list.heard]).toEqual([["gone"], ["gone"]]);
  vi.advanceTimersByTime(25_000);
  expect(FakeSocket.latest().sent[1]).toEqual({});
});

test("the heartbeat repeats the newest numbers every 25 seconds", () => {
  const ear = new Ear(appeal(4));
  opened(ear);
  ear.thing && Object.assign(ear.thing, { seq: 6 });
  vi.advanceTimersByTime(50_000);
  expect(FakeSocket.latest().sent).toEqual([{ watch: [appeal(4)] }, { watch: [appeal(6)] }, { watch: [appeal(6)] }]);
});

test("a dropped socket comes back later and later, and says then where the page stands", () => {
  const ear = new Ear(appeal(4));
  opened(ear);
  FakeSocket.latest().drops();
  vi.advanceTimersByTime(999);
  expect(FakeSocket.all.length).toBe(1);
  vi.advanceTimersByTime(1);
  expect(FakeSocket.all.length).toBe(2);
  FakeSocket.latest().drops();
  vi.advanceTimersByTime(1_999);
  expect(FakeSocket.all.length).toBe(2);
  vi.advanceTimersByTime(1);
  FakeSocket.latest().opens();
  expect(FakeSocket.latest().sent).toEqual([{ watch: [appeal(4)] }]);
  expect(ear.states).toEqual(["connecting", "live", "reconnecting", "live"]);
});

test("after three tries without success the page is told to poll, while tries go on", () => {
  const ear = new Ear(appeal(4));
  connected(ear);
  for (const wait of [1_000, 2_000, 4_000]) {
    FakeSocket.latest().drops();
    vi.advanceTimersByTime(wait);
  }
  expect(ear.states).toEqual(["connecting", "reconnecting", "polling"]);
  expect(FakeSocket.all.length).toBe(4);
  FakeSocket.latest().opens();
  expect(ear.states.at(-1)).toBe("live");
});

test("the longest wait is a minute, and chance makes it shorter, never longer", () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  connected(new Ear(appeal(1)));
  for (let tries = 0; tries < 12; tries += 1) {
    FakeSocket.latest().drops();
    vi.advanceTimersByTime(30_000);
  }
  expect(FakeSocket.all.length).toBe(13);
});

test("a socket that does not speak our language is left alone", () => {
  const ear = new Ear(appeal(4));
  opened(ear);
  FakeSocket.latest().drops(4400);
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.all.length).toBe(1);
  expect(ear.states.at(-1)).toBe("polling");
});

test("when the device is online again, the page opens a new socket at once, and only one", () => {
  const ear = new Ear(appeal(4));
  opened(ear);
  dispatchEvent(new Event("offline"));
  dispatchEvent(new Event("online"));
  FakeSocket.latest().opens();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all.map((socket) => socket.readyState)).toEqual([FakeSocket.CLOSED, FakeSocket.OPEN]);
  expect(ear.states).toEqual(["connecting", "live", "offline", "reconnecting", "live"]);
});
