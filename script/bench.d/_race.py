"""One process of a race of ballots: `_race.py EDITION NUMBER FOLDER`; what it has to do stands in FOLDER/words.

``users``: keys of the voters, of whom each attempt takes one; ``attempts``; ``times``: each request is sent so often;
``off_s``: by how many seconds the clock of this machine is wrong, process by process.
It stops at nothing but its last attempt, and writes FOLDER/NUMBER: the leaves that it was promised, how many attempts
found the vote closed, how many answers were new, and what it did not expect.
"""

import json
import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]


def main(edition_id: int, number: int, folder: Path) -> None:
    from accounts.models import User
    from budget.enums import VoteProof
    from budget.models import Edition
    from budget.rules.box import envelope
    from budget.services import casting
    from workflow.refusals import Refused

    told = json.loads((folder / "words").read_text())
    off = timedelta(seconds=told["off_s"][number % len(told["off_s"])])
    chance, edition = Random(number), Edition.objects.get(pk=edition_id).code
    people = list(User.objects.filter(pk__in=told["users"]))
    leaves, closed, new, errors = [], 0, 0, []
    for _attempt in range(told["attempts"]):
        # What is inside does not matter here: nobody can look.
        sealed = bytes([envelope.FORMAT]) + os.urandom(envelope.SEALED_BYTES - 1)
        words = {"key": uuid.uuid4(), "proof": casting.Proof(VoteProof.EGOV), "envelope": sealed}
        voter, answers = chance.choice(people), set()
        for _time in range(told["times"]):
            try:
                done = casting.cast(edition, voter, at=datetime.now(UTC) + off, **words)
                answers.add((done.receipt, done.signature))
                new += done.is_new
            except Refused as refusal:
                closed += refusal.code == "closed"
                errors += [refusal.code] if refusal.code != "closed" else []
            except Exception as error:
                errors.append(repr(error))
        errors += ["two receipts for one request"] if len(answers) > 1 else []
        leaves += [receipt.leaf.hex() for receipt, _signature in answers]
    found = {"leaves": leaves, "closed": closed, "new": new, "errors": errors[:10], "wrong": len(errors)}
    (folder / str(number)).write_text(json.dumps(found))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
