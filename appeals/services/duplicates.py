"""Several appeals about one thing: one stays, the others are merged into it, and each author keeps hearing of it.

Rule 19 of the domain; APPC art. 66 allows cases on one subject to be joined.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import notices
from appeals import policy
from appeals.enums import OPEN, Status
from appeals.models import Appeal
from appeals.services import voices
from appeals.workflow import APPEAL
from workflow import acts
from workflow.actor import SYSTEM, Actor
from workflow.models import Act
from workflow.refusals import Refused
from workflow.selectors import timeline


class Merging:
    """Merging of many into one. ``kept``: number of the one that stays; empty: the earliest of the chosen."""

    def __init__(self, kept: str, *, at: datetime) -> None:
        self._number = kept.strip()
        self._at = at
        self._kept: Appeal | None = None

    def prepare(self, keys: Collection[int]) -> None:
        """Find the one that stays. Inside a transaction all rows are locked by key, so that two mergings cannot meet.

        Refused: ``kept_unknown``; ``kept_ended``; ``kept_hidden``: only a public appeal can be shown to the authors of
        others.
        """
        chosen = Appeal.objects.filter(pk__in=keys).order_by("received_at", "pk")
        found = Appeal.objects.filter(number=self._number) if self._number else chosen
        kept = found.first()
        if kept is None:
            sentence = _("There is no appeal with this number. Give the number of the one that stays.")
            raise Refused(sentence, code="kept_unknown", field="kept")
        if connection.in_atomic_block:
            locked = Appeal.objects.select_for_update(of=("self",)).filter(pk__in={kept.pk, *keys}).order_by("pk")
            kept = next(appeal for appeal in locked if appeal.pk == kept.pk)
        _check_kept(kept)
        self._kept = kept

    def change(self, appeal: Appeal) -> dict:
        """What merging alters in one of the others. Refused: ``kept``; ``has_merged``."""
        kept = self._kept
        if kept is None:
            raise ValueError("prepare() comes before change().")
        if appeal.pk == kept.pk:
            raise Refused(_("This one stays: the others are merged into it."), code="kept")
        if appeal.merged.exists():
            sentence = _("Others are merged into this one. Let it stay, or take them out first.")
            raise Refused(sentence, code="has_merged")
        appeal.merged_into = kept
        appeal.ended_at = self._at
        _absorb(kept, appeal, at=self._at)
        return {"kept": kept.number, "organisation": kept.organisation.code if kept.organisation else ""}


def unmerge(appeal_id: int, *, reason: str = "", seq: int | None = None, actor: Actor, at: datetime) -> Act:
    """Take an appeal out again: it goes on where it was when it was merged. Refused: role, state, stale."""
    merged = timeline("appeal", appeal_id, public_only=False).filter(name="merge").last()
    before: dict[str, Appeal | None] = {}

    def change(appeal: Appeal) -> dict:
        before["kept"] = appeal.merged_into
        appeal.merged_into = None
        appeal.ended_at = None
        return {"kept": before["kept"].number if before["kept"] else ""}

    act = acts.perform(
        APPEAL,
        Appeal,
        appeal_id,
        "unmerge",
        actor=actor,
        roles=lambda appeal: policy.roles_on(actor, appeal),
        at=at,
        note=reason,
        change=change,
        target=merged.before if merged else Status.REGISTERED,
        seq=seq,
    )
    if before["kept"] is not None:
        release([before["kept"].pk], at=at)
    return act


def release(kept: Collection[int], *, at: datetime) -> None:
    """Give back the last day that came from appeals which are merged into these no longer."""
    for appeal in Appeal.objects.filter(pk__in=kept, status__in=OPEN, extended_at__isnull=True).order_by("pk"):
        earliest = timeline("appeal", appeal.pk, public_only=False).filter(name="absorb").first()
        if earliest is None:
            continue
        own = date.fromisoformat(earliest.data["due_on_before"])
        due_on = min([own, *appeal.merged.values_list("due_on", flat=True)])
        if due_on != appeal.due_on:
            _set_due(appeal.pk, due_on, about="", at=at)


def tell_authors(act: Act) -> None:
    """Owe the authors of merged appeals a letter of each step of the one that stays, as those who joined it."""
    kept = policy.visible_to(policy.STRANGER).filter(pk=act.subject_id).first()
    if kept is None:
        return
    for appeal in kept.merged.select_related("author"):
        language = appeal.author.language if appeal.author else appeal.language
        with translation.override(language):
            step, link = str(voices.STEPS[act.name]), reverse("appeals:detail", args=[kept.number])
        notices.owe(
            code="merged_moved",
            key=f"appeal:{appeal.pk}:merged:{kept.pk}:{act.seq}",
            at=act.at,
            context={"number": appeal.number, "kept": kept.number, "title": kept.public_title, "step": step},
            user=appeal.author,
            email=appeal.contact_email,
            phone=appeal.contact_phone,
            language=language,
            link=link,
        )


def _check_kept(kept: Appeal) -> None:
    if kept.status not in OPEN:
        sentence = _("Appeal %(number)s has ended: others cannot be merged into it.") % {"number": kept.number}
        raise Refused(sentence, code="kept_ended", field="kept")
    if not kept.is_public:
        sentence = _("Publish appeal %(number)s first: the authors of the others will read it in place of their own.")
        raise Refused(sentence % {"number": kept.number}, code="kept_hidden", field="kept")


def _absorb(kept: Appeal, appeal: Appeal, *, at: datetime) -> None:
    """The earliest last day of all is that of the one that stays."""
    if appeal.due_on < kept.due_on and kept.extended_at is None:
        _set_due(kept.pk, appeal.due_on, about=appeal.number, at=at)
        kept.due_on = appeal.due_on


def _set_due(kept_id: int, due_on: date, *, about: str, at: datetime) -> None:
    acts.perform(
        APPEAL, Appeal, kept_id, "absorb", actor=SYSTEM, roles=lambda kept: policy.roles_on(SYSTEM, kept), at=at,
        change=_to(due_on, about),
    )  # fmt: skip


def _to(due_on: date, about: str) -> Callable[[Appeal], dict]:
    def change(kept: Appeal) -> dict:
        before, kept.due_on = kept.due_on, due_on
        kept.first_due_on = min(kept.first_due_on, due_on) if about else kept.first_due_on
        return {"due_on_before": before.isoformat(), "due_on": due_on.isoformat(), "merged": about}

    return change
