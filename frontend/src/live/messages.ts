/** The language of `/ws/live/`; see the docstring of workflow/consumers.py. */
export interface Thing {
  kind: string;
  id: string;
  seq: number;
}

export type Told =
  | { type: "act"; kind: string; id: string; seq: number }
  | { type: "feed"; feed: string }
  | { type: "here"; key: string; names: string[] }
  | { type: "gone"; key: string };

export const thingKey = (kind: string, id: string): string => `${kind}:${id}`;
export const feedKey = (feed: string): string => `feed:${feed}`;

/** What the server says, or null for anything that is not in our language. */
export function read(text: string): Told | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null) return null;
  const { kind, id, seq, feed, gone, here } = said as Record<string, unknown>;
  if (typeof feed === "string") return gone === true ? { type: "gone", key: feedKey(feed) } : { type: "feed", feed };
  if (typeof kind !== "string" || typeof id !== "string") return null;
  if (gone === true) return { type: "gone", key: thingKey(kind, id) };
  if (Array.isArray(here)) return { type: "here", key: thingKey(kind, id), names: here.map(String) };
  return typeof seq === "number" ? { type: "act", kind, id, seq } : null;
}
