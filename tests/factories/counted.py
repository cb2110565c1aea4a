"""A vote carried to its end: several checkpoints, a witness, changed and invalid ballots, paper, the opening."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts.models import Organisation
from budget.models import Office, Witness
from budget.rules.box import notes
from budget.selectors import export
from budget.services import log, opening, paper
from tests.factories import people
from tests.factories.votes import Vote, iin


class Counted:
    """Twelve voters, fourteen envelopes and two paper forms, opened. ``receipts``: hex numbers of all envelopes."""

    def __init__(self) -> None:
        self.vote = vote = Vote(rules={"min_votes": {"district": 1}})
        self.witness = Ed25519PrivateKey.generate()
        self.receipts: list[str] = []
        key = notes.Verifier("observers", self.witness.public_key().public_bytes_raw(), notes.COSIGNED)
        Witness.objects.create(edition=vote.edition, name="observers", key=str(key))
        voters = [vote.voter() for _number in range(8)]
        for place, voter in enumerate(voters):
            self._cast(voter, *vote.numbers(1 + place % 4, 1 + (place + 1) % 4))
        self._witness(log.sequence(vote.edition, at=vote.now))
        for voter in voters[:2]:
            self._cast(voter, *vote.numbers(2))
        for _number in range(3):
            self._cast(vote.voter("almaly"), *vote.numbers(1, 2, 3, district="almaly"), district="almaly")
        self._cast(vote.voter(), *vote.numbers(1, 2, 3, 4))  # one too many
        self._witness(log.sequence(vote.edition, at=vote.now))
        self._on_paper()
        vote.end()
        self._witness(log.close(vote.edition, at=datetime.now(UTC)))
        self.opening = opening.open_box(vote.edition, vote.shares[:3], actor=vote.actor, at=datetime.now(UTC))

    def _cast(self, voter, *numbers: str, district: str = "medeu") -> None:
        self.receipts.append(self.vote.cast(voter, *numbers, district=district).receipt.leaf.hex())

    def _witness(self, checkpoint) -> None:
        line = notes.cosigned(checkpoint.note, self.witness, name="observers", seen_at=1_800_000_000)
        log.cosign(self.vote.edition, size=checkpoint.size, line=line)

    def _on_paper(self) -> None:
        vote = self.vote
        office = Office.objects.create(
            edition=vote.edition,
            code="medeu-1",
            name_kk="Медеу ауданы әкімдігі",
            name_ru="Акимат Медеуского района",
            organisation=Organisation.objects.get(code="akimat-medeu"),
            district_id="medeu",
        )
        clerks = [people.acting(people.officer("operator", "akimat-medeu"), vote.now) for _number in range(2)]
        paper.issue(office, first=1, last=10, actor=vote.actor, at=vote.now)
        for _number in range(2):
            paper.mark_voter(
                office,
                iin=iin(),
                district="medeu",
                registered_on=date(2010, 1, 1),
                born_on=date(1960, 1, 1),
                actor=clerks[0],
                at=vote.now,
            )
        scan = io.BytesIO(b"%PDF-1.7")
        sheet = {"district": "medeu", "issued": 3, "used": 2, "spoiled": 1, "scan": scan}
        batch = paper.open_batch(office, **sheet, actor=clerks[0], at=vote.now)
        for serial in (1, 2):
            for clerk in clerks:
                paper.type_form(batch.pk, serial=serial, numbers=vote.numbers(serial), actor=clerk, at=vote.now)
        paper.close_batch(batch.pk, actor=clerks[0], at=vote.now)

    def export(self, folder: Path) -> Path:
        """The published folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in export.files(self.vote.edition):
            (folder / name).write_bytes(text.encode())
        return folder
