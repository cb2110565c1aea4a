import { type Bytes, fromBase64, same } from "./bytes.ts";

/** The log's key as published: `name+mark+base64`. */
export interface Verifier {
  name: string;
  mark: Bytes;
  key: Bytes;
}

export interface Checkpoint {
  size: number;
  root: Bytes;
  closing: boolean;
}

export function verifier(text: string): Verifier {
  const [name = "", mark = "", ...rest] = text.trim().split("+");
  const raw = fromBase64(rest.join("+"));
  if (!name || raw.length !== 33 || raw[0] !== 1) throw new Error("Not a key of a log.");
  const bytes = Uint8Array.from(mark.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return { name, mark: bytes, key: raw.slice(1) };
}

/** Whether `key` signed `text`. `undefined`: this browser knows no Ed25519. */
export async function holds(key: Bytes, signature: Bytes, text: Bytes): Promise<boolean | undefined> {
  let known: CryptoKey;
  try {
    known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return undefined;
  }
  return crypto.subtle.verify("Ed25519", known, signature, text);
}

/** Read a signed checkpoint; an error where it is not sound. `signed` is `undefined` in a browser without Ed25519. */
export async function checkpoint(note: string, by: Verifier): Promise<Checkpoint & { signed: boolean | undefined }> {
  const end = note.lastIndexOf("\n\n");
  const body = note.slice(0, end + 1);
  const [name, size = "", root = "", ...more] = body.trimEnd().split("\n");
  if (end < 0 || name !== by.name || !/^\d+$/.test(size) || more.length > 1) throw new Error("Not a checkpoint.");
  const text = new TextEncoder().encode(body);
  for (const line of note.slice(end + 2).split("\n")) {
    const [dash, who, raw = ""] = line.split(" ");
    if (dash !== "—" || who !== by.name) continue;
    const bytes = fromBase64(raw);
    if (!same(bytes.slice(0, 4), by.mark)) continue;
    const signed = await holds(by.key, bytes.slice(4), text);
    if (signed === false) break;
    return { size: Number(size), root: fromBase64(root), closing: more[0] === "closing", signed };
  }
  throw new Error("The checkpoint is not signed by the log.");
}

/** A voter's receipt, as the server gives it. */
export interface Receipt {
  edition: string;
  leaf: string;
  due: number;
  sealed_by: string;
  signature: string;
}

export function receiptHolds(receipt: Receipt, by: Verifier, signature: Bytes): Promise<boolean | undefined> {
  const lines = ["birge-receipt/v1", receipt.edition, receipt.leaf, String(receipt.due), receipt.sealed_by, ""];
  return holds(by.key, signature, new TextEncoder().encode(lines.join("\n")));
}
