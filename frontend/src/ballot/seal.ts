import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { type Bytes, joined } from "./bytes.ts";

export const FORMAT = 1;
export const PLAIN_BYTES = 1024;

/** What a ballot is sealed to and bound to: see budget/rules/box/envelope.py. */
export interface Box {
  /** The public key of the edition, an uncompressed point of P-256. */
  key: Bytes;
  edition: string;
  charterHash: string;
  /** The district of the ballot, or `*`. */
  district: string;
}

export function label(box: Box): Bytes {
  const text = ["birge-ballot", String(FORMAT), box.edition, box.charterHash, box.district].join("\n");
  return new TextEncoder().encode(text);
}

function text(choices: string[], points: number[]): Bytes {
  return new TextEncoder().encode(JSON.stringify(points.length ? { choices, points } : { choices }));
}

/** Whether an envelope holds this ballot. */
export function fits(choices: string[], points: number[] = []): boolean {
  return text(choices, points).length <= PLAIN_BYTES;
}

/** The ballot as it is sealed: of one length, whatever was chosen. */
export function plain(choices: string[], points: number[] = []): Bytes {
  const bytes = text(choices, points);
  if (bytes.length > PLAIN_BYTES) throw new Error("The ballot is too long for its envelope.");
  const padded = new Uint8Array(PLAIN_BYTES).fill(0x20);
  padded.set(bytes);
  return padded;
}

/** Seal a choice in the browser (HPKE, RFC 9180): what leaves this device nobody can read before the opening. */
export async function seal(box: Box, choices: string[], points: number[] = []): Promise<Bytes> {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const recipientPublicKey = await suite.kem.deserializePublicKey(box.key);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: label(box) });
  const sealed = await sender.seal(plain(choices, points));
  return joined(Uint8Array.of(FORMAT), new Uint8Array(sender.enc), new Uint8Array(sealed));
}
