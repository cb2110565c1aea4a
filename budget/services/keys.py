"""The keys of an edition: made before the vote, published as leaf 0 of its log, destroyed when all is over."""

import os
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budget.enums import LeafKind
from budget.models import CastCrowd, Edition, EditionKey, Envelope, SealedBallot
from budget.rules.box import charter, envelope, shares
from budget.selectors import box as boxes
from budget.selectors.ballot import ballot_projects, exclusive_groups
from budget.services import draws, log
from workflow.refusals import Refused


def make(edition: Edition, *, at: datetime) -> tuple[shares.Share, ...]:
    """Make the keys of an edition. Returns the five shares of the trustees: they are kept nowhere.

    Refused: ``has_keys``.
    """
    wrapped = shares.make(about(edition))
    signer = Ed25519PrivateKey.generate()
    with transaction.atomic():
        edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        if EditionKey.objects.filter(edition=edition).exists():
            raise Refused(_("This edition has its keys already. They are made once."), code="has_keys")
        EditionKey.objects.create(
            edition=edition,
            public=envelope.public_bytes(wrapped.public),
            private_wrapped=wrapped.private,
            share_hashes=[share.seen() for share in wrapped.shares],
            log_public=signer.public_key().public_bytes_raw(),
            log_key_sealed=boxes.sealed_log_key(edition.pk, signer),
            roll_key_sealed=boxes.sealed_roll_key(edition.pk, os.urandom(32)),
            made_at=at,
        )
    return wrapped.shares


def about(edition: Edition) -> bytes:
    """What the wrapped key is bound to."""
    return f"birge-edition-key\n{edition.code}".encode()


def publish(edition: Edition, *, at: datetime) -> EditionKey:
    """Write the charter as leaf 0 of the log and sign the first checkpoint. Doing it twice changes nothing.

    Refused: ``no_keys``: ``manage.py edition_key`` was not run; ``no_ballot``: no project has its number yet.
    """
    with transaction.atomic():
        key = EditionKey.objects.select_for_update(of=("self",)).filter(edition=edition).first()
        if key is None:
            raise Refused(_("The ballot box has no keys yet: the trustees make them first."), code="no_keys")
        if key.charter:
            return key
        text = _charter(edition, key, at)
        key.charter, key.charter_hash = text, charter.digest(text)
        key.save(update_fields=["charter", "charter_hash"])
        log.append(edition, key, [log.Leaf(LeafKind.CHARTER, text.encode(), data=text)], at=at)
    return key


def _charter(edition: Edition, key: EditionKey, at: datetime) -> str:
    lines = [
        charter.Line(project.number, project.district_id or "", project.ballot_number or 0, project.cost_tenge)
        for project in ballot_projects(edition)
    ]
    if not lines:
        raise Refused(_("No project stands on the ballot yet."), code="no_ballot")
    return charter.text(
        edition=edition.code,
        rules=edition.rules,
        rules_hash=edition.rules_hash,
        form={"form": edition.voting, "choices": edition.choices, "own_district": edition.own_district},
        envelopes=dict(Envelope.objects.filter(edition=edition).values_list("district_id", "amount_tenge")),
        lines=lines,
        keys={
            "box": bytes(key.public).hex(),
            "log": str(boxes.verifier(edition, key)),
            "shares": key.share_hashes,
            "needed": shares.NEEDED,
        },
        exclusive=exclusive_groups(edition),
        draw=draws.commit(edition, at=at).commitment,
    )


def destroy(edition: Edition, *, at: datetime) -> int:
    """After the time for appeals: forget the private keys, the key of the roll, all envelopes and the flags
    of devices. Returns how many envelopes.

    What was published stays. Backups are the operator's to destroy (docs/how-to/vote-proof.md).
    Refused: ``not_opened``: the ballots have not been opened; ``destroyed``: done already.
    """
    with transaction.atomic():
        key = EditionKey.objects.select_for_update(of=("self",)).get(edition=edition)
        if not hasattr(edition, "opening"):
            raise Refused(_("The ballots of this edition have not been opened yet."), code="not_opened")
        if key.destroyed_at:
            raise Refused(_("The keys of this edition were destroyed before."), code="destroyed")
        key.private_wrapped = key.log_key_sealed = key.roll_key_sealed = b""
        key.destroyed_at = at
        key.save(update_fields=["private_wrapped", "log_key_sealed", "roll_key_sealed", "destroyed_at"])
        CastCrowd.objects.filter(edition=edition).delete()
        return SealedBallot.objects.filter(edition=edition).delete()[0]
