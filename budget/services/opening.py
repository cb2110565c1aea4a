"""The opening ceremony: once, by three trustees, over the whole closed box and nothing else."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget import policy
from budget.enums import BallotFault, EditionStatus, LeafKind, SealedBy, Way
from budget.models import Checkpoint, Edition, EditionKey, LogLeaf, OpenedBallot, Opening, PaperForm, SealedBallot
from budget.rules import ballots as rules
from budget.rules.box import envelope as envelopes
from budget.rules.box import notes, published, shares
from budget.rules.box import opening as openings
from budget.rules.box.envelope import Choice
from budget.selectors import box as boxes
from budget.selectors.ballot import ballot_costs, form_of
from budget.selectors.verification import roll_counts
from budget.services import keys
from workflow.actor import Actor
from workflow.refusals import Refused


@dataclass(frozen=True)
class _Found:
    district: str
    way: Way
    sealed_by: SealedBy
    choice: Choice
    fault: str


@dataclass
class _Judge:
    """Says whether a ballot counts; the ballot of each district is read once."""

    edition: Edition

    def __post_init__(self) -> None:
        self.known: dict[str, tuple] = {}

    def fault(self, choice: Choice, district: str) -> str:
        if district not in self.known:
            self.known[district] = (form_of(self.edition, district), ballot_costs(self.edition, district))
        return rules.fault(choice, *self.known[district])


def open_box(edition: Edition, words: Sequence[str], *, actor: Actor, at: datetime) -> Opening:
    """Open all ballots of an edition. ``words``: the shares of at least three trustees, as printed.

    Superseded ballots and those that a paper ballot overrides are dropped; the others are opened in random order and
    published without person and time.

    Refused: ``role``; ``not_over``: the vote of the edition still runs; ``not_closed``: no closing checkpoint;
    ``opened``: done before; ``share_form``, ``share_foreign``, ``share_few``; ``not_the_box``: the envelopes are not
    exactly those under the published closing root.
    """
    if not policy.MANAGERS & policy.roles_on_edition(actor, edition):
        raise Refused(_("Only the manager of the people's budget leads the opening."), code="role")
    with transaction.atomic():
        edition = Edition.objects.get(pk=edition.pk)
        key = EditionKey.objects.select_for_update(of=("self",)).get(edition=edition)
        if edition.status == EditionStatus.VOTING:
            raise Refused(_("The vote is not over yet."), code="not_over", conflict=True)
        if Opening.objects.filter(edition=edition).exists():
            raise Refused(_("The ballots of this edition were opened before. It is done once."), code="opened")
        closing = boxes.closing(edition.pk)
        if closing is None:
            raise Refused(_("The ballot box is not closed yet: the last checkpoint is not signed."), code="not_closed")
        given = _shares(words, key)
        _check_box(edition, closing)
        found = [*_online(edition, key, _unwrapped(edition, key, given)), *_paper(edition)]
        secrets.SystemRandom().shuffle(found)
        text = _publish(edition, found)
        return _recorded(edition, key, closing, [share.number for share in given], found, text, at)


def _shares(words: Sequence[str], key: EditionKey) -> list[shares.Share]:
    given = {}
    for word in filter(str.strip, words):
        try:
            share = shares.Share.read(word)
        except shares.ShareWrong as wrong:
            who = f" {wrong.number}" if wrong.number else ""
            raise Refused(
                _("A share is mistyped: check each digit of share%(who)s.") % {"who": who},
                code="share_form",
                field="shares",
            ) from wrong
        if share.seen() not in key.share_hashes:
            raise Refused(
                _("Share %(number)s does not belong to this edition.") % {"number": share.number},
                code="share_foreign",
                field="shares",
            )
        given[share.number] = share
    if len(given) < shares.NEEDED:
        raise Refused(_("The shares of three different trustees are needed."), code="share_few", field="shares")
    return sorted(given.values(), key=lambda share: share.number)


def _unwrapped(edition: Edition, key: EditionKey, given: list[shares.Share]) -> ec.EllipticCurvePrivateKey:
    try:
        return shares.unwrap(bytes(key.private_wrapped), given, keys.about(edition))
    except shares.ShareWrong as wrong:
        raise Refused(_("These shares do not open the key of this edition."), code="share_foreign") from wrong


def _check_box(edition: Edition, closing) -> None:
    leaves = LogLeaf.objects.filter(edition=edition).order_by("index").values_list("kind", "hash")
    sealed = SealedBallot.objects.filter(edition=edition).values_list("envelope", flat=True)
    try:
        openings.check(
            [(kind, bytes(hashed)) for kind, hashed in leaves],
            (bytes(envelope) for envelope in sealed),
            size=closing.size,
            root=bytes(closing.root),
            ballot=LeafKind.BALLOT,
        )
    except openings.NotTheBox as wrong:
        raise Refused(
            _("The envelopes are not exactly those under the published closing root. Nothing was opened."),
            code="not_the_box",
        ) from wrong


def _online(edition: Edition, key: EditionKey, private: ec.EllipticCurvePrivateKey) -> Iterable[_Found]:
    """The last envelope of each voter who has no paper ballot and whose ballot was not set aside, opened."""
    judge = _Judge(edition)
    last = (
        SealedBallot.objects.filter(edition=edition, mark__way=Way.ONLINE, mark__set_aside__isnull=True)
        .order_by("mark_id", "-number")
        .distinct("mark_id")
        .values_list("envelope", "sealed_by", "mark__district_id")
    )
    counted = list(last)
    # The order in which they are opened tells nothing of the order in which they came.
    secrets.SystemRandom().shuffle(counted)
    for sealed, sealed_by, district in counted:
        bound = district if edition.own_district else boxes.EVERYWHERE
        label = envelopes.label(edition.code, key.charter_hash, bound)
        try:
            choice = envelopes.unseal(bytes(sealed), key=private, label=label)
            fault = judge.fault(choice, district)
        except envelopes.Unreadable:
            choice, fault = Choice(()), BallotFault.UNREADABLE.value
        yield _Found(district, Way.ONLINE, SealedBy(sealed_by), choice, fault)


def _paper(edition: Edition) -> Iterable[_Found]:
    judge = _Judge(edition)
    forms = PaperForm.objects.filter(edition=edition, batch__closed_at__isnull=False, agreed=True)
    for choices, points, district in forms.values_list("choices", "points", "batch__district_id"):
        choice = Choice(tuple(choices), tuple(points))
        yield _Found(district, Way.PAPER, SealedBy.CLERK, choice, judge.fault(choice, district))


def _publish(edition: Edition, found: list[_Found]) -> str:
    """Write the opened ballots down, numbered by lot. An invalid one keeps its fault and not its content."""
    rows, lines = [], []
    for number, one in enumerate(found, 1):
        choice = Choice(()) if one.fault else rules.in_public(one.choice, edition.voting)
        rows.append(
            OpenedBallot(
                edition=edition,
                number=number,
                district_id=one.district,
                way=one.way,
                sealed_by=one.sealed_by,
                choices=list(choice.numbers),
                points=list(choice.points),
                valid=not one.fault,
                fault=one.fault,
            )
        )
        lines.append(published.Ballot(number, one.district, choice.numbers, choice.points, one.fault))
    OpenedBallot.objects.bulk_create(rows, batch_size=5_000)
    return published.lines(lines)


def _recorded(
    edition: Edition, key: EditionKey, closing, trustees: list[int], found: list[_Found], text: str, at: datetime
) -> Opening:
    counts, digest = _counts(edition, found), published.digest(text)
    record = published.record(
        edition=edition.code,
        opened_at=at.isoformat(timespec="seconds"),
        checkpoint=notes.parts(closing.note)[0],
        sizes=list(
            Checkpoint.objects.filter(edition=edition).order_by("size", "closing").values_list("size", flat=True)
        ),
        trustees=trustees,
        counts=counts,
        ballots_hash=digest,
    )
    return Opening.objects.create(
        edition=edition,
        opened_at=at,
        counts=counts,
        ballots_hash=digest,
        record=record,
        signature=boxes.log_key(edition.pk, bytes(key.log_key_sealed)).sign(record.encode()).hex(),
    )


def _counts(edition: Edition, found: list[_Found]) -> dict:
    """What the protocol says: each envelope counts, is superseded or overridden; each voter has one ballot at most."""
    envelopes_in = SealedBallot.objects.filter(edition=edition).count()
    overridden = SealedBallot.objects.filter(edition=edition, mark__way=Way.PAPER).count()
    aside = SealedBallot.objects.filter(edition=edition, mark__way=Way.ONLINE, mark__set_aside__isnull=False)
    set_aside = aside.values("pk").distinct().count()
    online = sum(one.way == Way.ONLINE for one in found)
    return {
        "envelopes": envelopes_in,
        "superseded": envelopes_in - overridden - online - set_aside,
        "overridden": overridden,
        "set_aside": set_aside,
        "online": online,
        "paper": len(found) - online,
        "sealed_by_browser": sum(one.sealed_by == SealedBy.BROWSER for one in found),
        "sealed_by_server": sum(one.sealed_by == SealedBy.SERVER for one in found),
        "valid": sum(not one.fault for one in found),
        "invalid": dict(sorted(Counter(one.fault for one in found if one.fault).items())),
        "ballots": dict(sorted(Counter(one.district for one in found).items())),
        "roll": roll_counts(edition),
    }
