#!/usr/bin/env python3
"""Check a vote of the people's budget from its published folder. One file, standard library only, no network.

    python3 verify_edition.py FOLDER [--receipt LEAF ...] [--json]

Written from the published formats (docs/how-to/vote-proof.md; RFC 9162, RFC 8032, C2SP signed-note and tlog), it shares
no line with the program that ran the vote. Every fault is named; it ends with 0 if there is none, with 1 otherwise.
"""

import argparse
import base64
import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

# Ed25519, RFC 8032, sections 5.1 and 6: verification only, so nothing has to run in constant time.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e1, e2, e3, e4 = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P, 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = e2 - e1, e4 - e3, e4 + e3, e2 + e1
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point = _add(point, point)
        scalar >>= 1
    return found


def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    """Whether the signature of 64 bytes under the message is by this key of 32 bytes."""
    if len(signature) != 64 or len(key) != 32:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    (x1, y1, z1, _), (x2, y2, z2, _) = _times(s, BASE), _add(r, _times(h, a))
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


def tree(leaves):
    """The root over a list of leaf hashes, RFC 9162, section 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:  # pairs from the left; an odd one moves up as it is
        above = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = above + (level[-1:] if len(level) % 2 else [])
    return level[0]


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Faults(list):
    """What was found wrong, in sentences."""

    def unless(self, holds, sentence):
        if not holds:
            self.append(sentence)
        return holds


def verifier(text):
    """(name, kind, key, mark) of a printed key, or None."""
    name, _, rest = text.partition("+")
    mark, _, coded = rest.partition("+")
    raw = unbase64(coded)
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if not name or len(raw) != 33 or raw[0] not in (1, 4) or expected.hex() != mark:
        return None
    return name, raw[0], raw[1:], expected


def unbase64(text):
    """The bytes of a text in base64, written in the one right way; or nothing."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


def signed_by(body, lines, who, kind):
    """Whether one of the signature lines is ``who``'s under this body."""
    for line in lines:
        head, _, coded = line.rpartition(" ")
        raw = unbase64(coded)
        if head != f"\u2014 {who[0]}" or raw[:4] != who[3]:
            continue
        seen = int.from_bytes(raw[4:12], "big")
        text, signature = (body, raw[4:]) if kind == 1 else (f"cosignature/v1\ntime {seen}\n{body}", raw[12:])
        if ed25519(who[2], text.encode(), signature):
            return True
    return False


class Folder:
    def __init__(self, path, faults):
        self.path, self.faults, self.reading = Path(path), faults, ""

    def text(self, name, needed=True):
        """Of a file; one that is missing is a fault of its own."""
        self.reading = name
        try:
            return (self.path / name).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            self.faults.unless(not needed, f"{name}: is missing.")
        return None

    def lines(self, name, needed=True):
        text = self.text(name, needed)
        if text is None:
            return []
        self.faults.unless(text == "" or text.endswith("\n"), f"{name}: the last line is cut off.")
        found = []
        for number, line in enumerate(text.split("\n")[:-1], 1):
            try:
                row = json.loads(line)
                if not isinstance(row, dict) or canonical(row) != line or "\ufffd" in line:
                    raise ValueError
                found.append(row)
            except ValueError:
                self.faults.append(f"{name}, line {number}: is not written as it should be.")
        return found


def verify(path, receipts=()):
    """All faults of a folder, as sentences, and what was counted."""
    faults = Faults()
    folder = Folder(path, faults)
    try:
        return faults, _verify(folder, faults, receipts)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as broken:
        faults.append(f"{folder.reading}: is not written as it should be: {type(broken).__name__} {broken}.")
    return faults, {}


def _verify(folder, faults, receipts):
    charter_text = folder.text("charter.json") or ""
    charter = json.loads(charter_text)
    faults.unless(charter["format"] == "birge-charter/1", "charter.json: unknown format.")
    log = verifier(charter["keys"]["log"])
    if not faults.unless(log is not None and log[1] == 1, "charter.json: the key of the log is not a key."):
        return {}
    leaves = _leaves(folder, faults, charter_text)
    closing, sizes = _checkpoints(folder, faults, leaves, log)
    batches = _batches(folder, faults, leaves)
    known = {hashed.hex() for kind, hashed in leaves if kind == "ballot"}
    told = {"leaves": len(leaves), "envelopes": len(known), "batches": len(batches)}
    for leaf in receipts:
        faults.unless(leaf in known, f"Receipt {leaf}: there is no such envelope in the log.")
    opening_text = folder.text("opening.json", needed=False)
    if opening_text is not None:
        told |= _opening(folder, faults, charter, leaves, closing, batches, log, opening_text)
        faults.unless(json.loads(opening_text)["sizes"] == sizes, "checkpoints.jsonl: not all that were signed.")
    return told


def _leaves(folder, faults, charter_text):
    leaves = []
    for number, row in enumerate(folder.lines("leaves.jsonl")):
        kind, written = row.get("kind"), str(row.get("hash"))
        raw = bytes.fromhex(written) if len(written) == 64 and not written.strip("0123456789abcdef") else b""
        faults.unless(set(row) == {"index", "kind", "hash"}, f"leaf {number}: unknown words.")
        right = row.get("index") == number and type(row["index"]) is int
        faults.unless(right, f"leaf {number}: has number {row.get('index')}.")
        faults.unless(raw, f"leaf {number}: is not a hash.")
        faults.unless(kind in ("charter", "ballot", "batch"), f"leaf {number}: unknown kind {kind}.")
        faults.unless((kind == "charter") == (number == 0), f"leaf {number}: the charter is leaf 0 and no other.")
        leaves.append((kind, raw))
    seen = {}
    for number, (_kind, raw) in enumerate(leaves):
        faults.unless(raw not in seen, f"leaf {number}: the same as leaf {seen.get(raw)}.")
        seen.setdefault(raw, number)
    own = hashlib.sha256(b"\x00" + charter_text.encode()).digest()
    faults.unless(leaves[:1] == [("charter", own)], "leaf 0: is not the hash of charter.json.")
    return leaves


def _checkpoints(folder, faults, leaves, log):
    """Each signed root is that of the first leaves; witnesses' lines are theirs. Returns the last one and all sizes."""
    witnesses, printed = [], folder.text("witnesses.txt") or ""
    faults.unless(printed == "" or printed.endswith("\n"), "witnesses.txt: the last line is cut off.")
    faults.unless(len(set(printed.split("\n"))) == len(printed.split("\n")), "witnesses.txt: a witness stands twice.")
    for number, line in enumerate(printed.split("\n")[:-1], 1):
        who = verifier(line)
        if faults.unless(who is not None and who[1] == 4, f"witnesses.txt, line {number}: not a key of a witness."):
            witnesses.append(who)
    closing, before, sizes, whole = None, 0, [], True
    for row in folder.lines("checkpoints.jsonl"):
        body, _, tail = row["note"].rpartition("\n\n")
        body += "\n"
        origin, size, root, *more = body.rstrip("\n").split("\n")
        name, size = f"checkpoint {size}", int(size)
        faults.unless(set(row) == {"note", "cosignatures"}, f"{name}: unknown words.")
        faults.unless(origin == log[0] and more in ([], ["closing"]), f"{name}: is of another log.")
        single = tail.endswith("\n") and tail.count("\n") == 1
        faults.unless(single and signed_by(body, [tail[:-1]], log, 1), f"{name}: the log has not signed it.")
        faults.unless(closing is None, f"{name}: stands behind the closing one.")
        faults.unless(size >= before and 0 < size <= len(leaves), f"{name}: there are {len(leaves)} leaves.")
        expected = base64.b64encode(tree([raw for _kind, raw in leaves[:size]])).decode()
        if not faults.unless(root == expected, f"{name}: is not the root of the first {size} leaves.") and whole:
            faults.append(f"leaves {before} to {size - 1}: one of them is not what was signed.")
            whole = False  # what lies behind hangs on these
        for line in row["cosignatures"]:
            holds = line.endswith("\n") and any(signed_by(body, [line[:-1]], who, 4) for who in witnesses)
            faults.unless(holds, f"{name}: a line is of no known witness.")
        before = size
        sizes.append(size)
        closing = body if more else closing
    faults.unless(0 < before == len(leaves), "The newest checkpoint does not cover all leaves.")
    return closing, sizes


def _batches(folder, faults, leaves):
    found = {}
    for row in folder.lines("batches.jsonl", needed=False):
        index, text = row["index"], row["data"]
        name = f"leaf {index}"
        own = hashlib.sha256(b"\x00" + text.encode()).digest()
        right = 0 < index < len(leaves) and leaves[index] == ("batch", own)
        faults.unless(right, f"{name}: is not the hash of its batch of paper ballots.")
        batch = json.loads(text)
        balanced = batch["issued"] == batch["used"] + batch["spoiled"] + batch["returned"]
        faults.unless(balanced, f"{name}: the batch does not balance.")
        once = index not in found and set(row) == {"index", "data"}
        faults.unless(once, f"{name}: its batch stands twice.")
        found[index] = batch
    for number, (kind, _raw) in enumerate(leaves):
        faults.unless(kind != "batch" or number in found, f"leaf {number}: its batch of paper ballots is missing.")
    return found


def _opening(folder, faults, charter, leaves, closing, batches, log, text):
    opening = json.loads(text)
    signature = folder.text("opening.sig") or ""
    raw = bytes.fromhex(signature)
    signed = raw.hex() + "\n" == signature and ed25519(log[2], text.encode(), raw)
    faults.unless(signed, "opening.json: the log has not signed it.")
    faults.unless(opening["format"] == "birge-opening/1", "opening.json: unknown format.")
    faults.unless(opening["edition"] == charter["edition"], "opening.json: is of another edition.")
    faults.unless(opening["checkpoint"] == closing, "opening.json: what was opened is not what was closed.")
    own_hash = hashlib.sha256((folder.text("ballots.jsonl") or "").encode()).hexdigest()
    faults.unless(own_hash == opening["ballots"], "ballots.jsonl: is not what was opened.")
    ballots = folder.lines("ballots.jsonl")
    _counts(faults, charter, leaves, batches, opening["counts"], ballots)
    said = folder.text("results.json", needed=False)
    results = {"draw": "", "winners": None} if said is None else json.loads(said)
    seed, theirs = results["draw"], results["winners"]
    faults.unless(said is None or canonical(results) == said, "results.json: is not written as it should be.")
    drawn = said is None or hashlib.sha256(seed.encode()).hexdigest() == charter["draw"]
    faults.unless(drawn, "results.json: the seed of the draw is not the one that was promised.")
    winners = recount(charter, ballots, seed)
    for district in sorted(set(winners) | set(theirs or ())):
        mine = winners.get(district, [])
        right = theirs is None or theirs.get(district, []) == mine
        faults.unless(right, f"results.json: the winners of {district} are {mine}.")
    return {"ballots": len(ballots), "winners": winners, "votes": _votes(charter, ballots)}


def _counts(faults, charter, leaves, batches, counts, ballots):
    """The uniqueness counts: every envelope is accounted for, and no district has more ballots than voters."""
    envelopes, paper = sum(kind == "ballot" for kind, _raw in leaves), sum(each["used"] for each in batches.values())
    faults.unless(counts["envelopes"] == envelopes, f"The protocol counts {counts['envelopes']} envelopes.")
    accounted = counts["online"] + counts["superseded"] + counts["overridden"] + counts.get("set_aside", 0)
    faults.unless(accounted == envelopes, f"{envelopes} envelopes went in, {accounted} are accounted for.")
    faults.unless(counts["paper"] == paper, f"The batches hold {paper} forms, the protocol counts {counts['paper']}.")
    faults.unless(counts["online"] + counts["paper"] == len(ballots), f"{len(ballots)} ballots are published.")
    numbers = [ballot["number"] for ballot in ballots]
    faults.unless(numbers == list(range(1, len(ballots) + 1)), "ballots.jsonl: the numbers have gaps.")
    districts, invalid = {}, {}
    for ballot in ballots:
        where, fault = ballot["district"], ballot["fault"]
        districts[where] = districts.get(where, 0) + 1
        if fault:
            invalid[fault] = invalid.get(fault, 0) + 1
            continue
        anywhere = not charter["voting"]["own_district"]
        own = {line["number"] for line in charter["ballot"] if anywhere or line["district"] == where}
        choices = ballot["choices"]
        right = 0 < len(choices) == len(set(choices)) and set(choices) <= own
        most = {"approval": charter["voting"]["choices"], "ranking": charter["voting"]["choices"], "choose_1": 1}
        right = right and len(choices) <= most.get(charter["voting"]["form"], len(choices))
        faults.unless(right, f"ballot {ballot['number']}: breaks the rules and is counted.")
    faults.unless(districts == counts["ballots"], "The protocol counts other ballots by district.")
    faults.unless(invalid == counts["invalid"], "The protocol counts other invalid ballots.")
    faults.unless(counts["valid"] == len(ballots) - sum(invalid.values()), "The protocol counts other valid ballots.")
    voters = {}
    for name, number in counts["roll"].items():
        voters[name.split("/")[0]] = voters.get(name.split("/")[0], 0) + number
    for where, number in sorted(districts.items()):
        faults.unless(number <= voters.get(where, 0), f"{where}: {number} ballots of {voters.get(where, 0)} voters.")


def _votes(charter, ballots):
    """Number -> votes (or points, or places) of the valid ballots."""
    found = {line["number"]: 0 for line in charter["ballot"]}
    form, most = charter["voting"]["form"], charter["voting"]["choices"]
    for ballot in ballots:
        for place, number in enumerate([] if ballot["fault"] else ballot["choices"]):
            worth = ballot["points"][place] if form == "points" else max(most - place, 0) if form == "ranking" else 1
            found[number] = found.get(number, 0) + worth
    return found


def recount(charter, ballots, seed=""):
    """District -> winners, best first: most votes first, taken while they fit, by the rules in the charter."""
    votes, rules = _votes(charter, ballots), charter["rules"]
    named = {}
    for ballot in ballots:
        for number in [] if ballot["fault"] else ballot["choices"]:
            named[number] = named.get(number, 0) + 1
    least = (rules.get("min_votes") or {}).get("district", 0)
    winners = {}
    for district, money in charter["envelopes"].items():
        lines = [line for line in charter["ballot"] if line["district"] == district]
        lines = [line for line in lines if votes[line["number"]] > 0 and named.get(line["number"], 0) >= least]
        lines.sort(key=lambda line: (-votes[line["number"]], *_tie(line, rules.get("tie_rule"), seed)))
        if lines:
            winners[district] = _taken(lines, money, rules, charter.get("exclusive", []))
    return winners


def _taken(lines, left, rules, groups):
    taken = []
    for line in lines:
        number, cost = line["number"], line["cost"]
        if any(number in group and set(group) & set(taken) for group in groups):
            continue
        if cost <= left:
            taken.append(number)
            left -= cost
        elif rules.get("fit_rule") != "skip":
            if rules.get("fit_rule") == "share" and Fraction(left * 100, cost) >= rules.get("fit_share", 80):
                taken.append(number)
            break
    return taken


def _tie(line, rule, seed):
    if rule == "draw" and seed:
        return (hashlib.sha256(f"{seed}\n{line['number']}".encode()).digest(),)
    return ({"cheaper": line["cost"], "dearer": -line["cost"]}.get(rule, 0), line["place"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--receipt", action="append", default=[], help="number of an envelope that must be in the log")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    faults, told = verify(options.folder, options.receipt)
    if options.json:
        print(json.dumps({"faults": faults, **told}, ensure_ascii=False))
        return bool(faults)
    for name in ("leaves", "envelopes", "batches", "ballots"):
        print(f"{name}: {told.get(name, 0)}")
    for fault in faults:
        print(f"FAULT: {fault}")
    print(f"{len(faults) or 'No'} faults were found.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(int(main()))
