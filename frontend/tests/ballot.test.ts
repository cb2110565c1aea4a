import { readFileSync } from "node:fs";
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../src/ballot/bytes.ts";
import { leafHash, provesInclusion } from "../src/ballot/merkle.ts";
import { checkpoint, receiptHolds, verifier } from "../src/ballot/notes.ts";
import { FORMAT, label, PLAIN_BYTES, plain, seal } from "../src/ballot/seal.ts";

// Written by tests/budget/ballot_vectors.py.
const vectors = JSON.parse(readFileSync(`${import.meta.dirname}/ballot.vectors.json`, "utf8"));
const box = {
  key: fromHex(vectors.box.key),
  edition: vectors.box.edition,
  charterHash: vectors.box.charter_hash,
  district: vectors.box.district,
};

test("label and plain text are those of the server", () => {
  expect(new TextDecoder().decode(label(box))).toBe(vectors.label);
  expect(new TextDecoder().decode(plain(vectors.choices))).toBe(vectors.plain);
  expect(() => plain(Array(200).fill("P-2027-000001"))).toThrow("too long");
});

test("an envelope opens with the private key and its own label only, and no two are alike", async () => {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientKey = await crypto.subtle.importKey(
    "pkcs8",
    fromHex(vectors.box.private),
    { name: "ECDH", namedCurve: "P-256" },
    true,
    ["deriveBits"],
  );
  const [one, other] = [await seal(box, vectors.choices), await seal(box, ["P-2027-000001"])];
  expect([one.length, other.length]).toEqual(Array(2).fill(1 + 65 + PLAIN_BYTES + 16));
  expect(one[0]).toBe(FORMAT);
  expect(toHex(one)).not.toBe(toHex(await seal(box, vectors.choices)));
  const open = (info: Uint8Array<ArrayBuffer>) =>
    suite.open({ recipientKey, enc: one.slice(1, 66), info }, one.slice(66));
  expect(new TextDecoder().decode(await open(label(box)))).toBe(vectors.plain);
  await expect(open(label({ ...box, district: "almaly" }))).rejects.toThrow();
});

test("every proof of the server is accepted, and nothing else", async () => {
  expect(toHex(await leafHash(Uint8Array.from({ length: 32 }, (_, byte) => byte)))).toBe(vectors.leaf_of_0_to_31);
  for (const tree of vectors.trees) {
    const root = fromHex(tree.root);
    for (const { index, leaf, path } of tree.proofs) {
      const steps = path.map(fromHex);
      expect(await provesInclusion(fromHex(leaf), index, tree.size, steps, root)).toBe(true);
      expect(await provesInclusion(await leafHash(fromHex(leaf)), index, tree.size, steps, root)).toBe(false);
      expect(await provesInclusion(fromHex(leaf), index, tree.size, [...steps, root], root)).toBe(false);
      expect(await provesInclusion(fromHex(leaf), tree.size, tree.size, steps, root)).toBe(false);
    }
  }
});

test("a checkpoint is read with the log's key; a changed one is not", async () => {
  const by = verifier(vectors.log);
  const read = await checkpoint(vectors.note, by);
  expect([read.size, toHex(read.root), read.closing, read.signed]).toEqual([13, vectors.note_root, false, true]);
  await expect(checkpoint(vectors.note.replace("\n13\n", "\n14\n"), by)).rejects.toThrow("not signed");
  await expect(checkpoint(vectors.note, { ...by, name: "other/2027" })).rejects.toThrow();
});

test("a receipt holds for its words only", async () => {
  const { signature, ...receipt } = vectors.receipt;
  const by = verifier(vectors.log);
  expect(await receiptHolds({ ...receipt, signature }, by, fromHex(signature))).toBe(true);
  expect(await receiptHolds({ ...receipt, signature, due: receipt.due + 1 }, by, fromHex(signature))).toBe(false);
});
