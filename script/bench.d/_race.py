"""One process of a race of ballots: `_race.py EDITION ATTEMPTS SEED FOLDER`; the voters' keys stand in FOLDER/users."""

import json
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]


def main(edition_id: int, attempts: int, seed: int, folder: Path) -> None:
    from accounts.models import User
    from budget.enums import VoteProof
    from budget.models import Edition
    from budget.rules.box import envelope
    from budget.services import casting

    chance, edition, errors = Random(seed), Edition.objects.get(pk=edition_id), []
    people = list(User.objects.filter(pk__in=json.loads((folder / "users").read_text())))
    for _number in range(attempts):
        # What is inside does not matter here: nobody can look.
        sealed = bytes([envelope.FORMAT]) + os.urandom(envelope.SEALED_BYTES - 1)
        words = {"key": uuid.uuid4(), "proof": casting.Proof(VoteProof.EGOV), "envelope": sealed}
        try:
            casting.cast(edition.code, chance.choice(people), at=datetime.now(UTC), **words)
        except Exception as error:
            errors.append(repr(error))
    (folder / str(seed)).write_text(json.dumps({"done": attempts - len(errors), "errors": errors[:10]}))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
