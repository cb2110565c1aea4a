"""One act on many appeals: each in a transaction of its own, each refusal told by number."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.rules.disclosure import signs
from appeals.rules.texts import title_from
from appeals.services import triage
from workflow.actor import Actor
from workflow.models import Act
from workflow.refusals import Refused


@dataclass(frozen=True)
class Skipped:
    """An appeal that was left as it is, and the sentence that says why."""

    pk: int
    number: str
    sentence: str


@dataclass
class Report:
    """What came of it: numbers of the appeals done, and those skipped, both in the order given."""

    done: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def route_by_rule(appeals: Iterable[Appeal], *, seen: Mapping[int, int], actor: Actor, at: datetime) -> Report:
    """Send each appeal to the body that the routing table names for it.

    ``seen``: key -> version that the person saw; an appeal that moved on since is skipped. Skipped too: whatever
    ``triage.route`` refuses, above all an appeal for which the table has no rule.
    """

    def route(appeal: Appeal) -> Act:
        return triage.route(appeal.pk, seq=seen.get(appeal.pk), actor=actor, at=at)

    return _each(appeals, route)


def publish(appeals: Iterable[Appeal], *, seen: Mapping[int, int], actor: Actor, at: datetime) -> Report:
    """Publish each appeal in its own words, or in those already prepared, without photos.

    ``seen`` as above. Skipped: ``already_public``; ``signs``, a text in which something looks like personal data and
    must be read by a person first; whatever ``triage.publish`` refuses.
    """

    def show(appeal: Appeal) -> Act:
        text = appeal.public_text or appeal.text
        _check(appeal, text)
        title = appeal.public_title or title_from(text)
        return triage.publish(
            appeal.pk, public_title=title, public_text=text, seq=seen.get(appeal.pk), actor=actor, at=at
        )

    return _each(appeals, show)


def _check(appeal: Appeal, text: str) -> None:
    if appeal.is_public:
        raise Refused(_("It is public already."), code="already_public", conflict=True)
    found = signs(text)
    if found:
        sentence = _("Something in the text looks like personal data (%(words)s): open it and publish it by hand.")
        raise Refused(sentence % {"words": ", ".join(sign.words for sign in found)}, code="signs")


def _each(appeals: Iterable[Appeal], do: Callable[[Appeal], Act]) -> Report:
    report = Report()
    for appeal in appeals:
        try:
            do(appeal)
        except Refused as refusal:
            report.skipped.append(Skipped(appeal.pk, appeal.number, str(refusal.sentence)))
        else:
            report.done.append(appeal.number)
    return report
