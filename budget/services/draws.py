"""The public draw that decides ties: committed to before the vote, revealed with the count."""

import hashlib
import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from budget.models import DrawSeed, Edition
from budget.selectors import box as boxes
from workflow.refusals import Refused

SEED_BYTES = 32


def commit(edition: Edition, *, at: datetime) -> DrawSeed:
    """Draw the seed of an edition and publish its hash: SHA-256 of the hex digits. Once; later calls return the same.

    Refused: ``vote_began``: the first ballot is in, and no seed was committed to.
    """
    found = DrawSeed.objects.filter(edition=edition).first()
    if found is not None:
        return found
    if edition.first_ballot_at is not None:
        sentence = _("The vote has begun without a seed for the draw: it can no longer be committed to.")
        raise Refused(sentence, code="vote_began")
    seed = secrets.token_hex(SEED_BYTES)
    return DrawSeed.objects.create(
        edition=edition,
        commitment=hashlib.sha256(seed.encode()).hexdigest(),
        sealed=boxes.sealed_seed(edition.pk, seed),
        committed_at=at,
    )


def reveal(edition: Edition, *, at: datetime) -> str:
    """Make the seed public, and return it; an edition without a draw has none. For the count, inside its transaction.

    Refused: ``seed_differs``: the seed is not the one that was committed to.
    """
    draw = DrawSeed.objects.select_for_update().filter(edition=edition).first()
    if draw is None or draw.seed:
        return draw.seed if draw else ""
    seed = boxes.draw_seed(edition.pk, bytes(draw.sealed))
    if hashlib.sha256(seed.encode()).hexdigest() != draw.commitment:
        raise Refused(_("The seed of the draw is not the one whose hash was published."), code="seed_differs")
    draw.seed, draw.revealed_at = seed, at
    draw.save(update_fields=["seed", "revealed_at"])
    return seed
