"""An appeal that lacks what the law requires is accepted all the same, and its author asked to complete it."""

from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.enums import Kind
from appeals.models import Appeal, Question
from appeals.rules import term
from appeals.services import questions
from appeals.services.terms import rows
from workflow.models import Act

WANTED: dict[str, Promise] = {
    "name": gettext_lazy("your full name"),
    "contact": gettext_lazy("an e-mail address or a phone number for the answer"),
}


def ask_for_missing(appeal: Appeal, *, at: datetime) -> Act | None:
    """Ask the author of a legal appeal for what it lacks; ``None`` where nothing is missing.

    The appeal waits for the author until the day told in the question; the last day of the answer does not move. What
    may be an emergency waits for nobody, and a quick report needs no name. Rule: APPC art. 63, 64.
    """
    missing = missing_in(appeal)
    if not missing or appeal.urgent:
        return None
    text = _sentence(appeal.language, missing)

    def change(one: Appeal) -> dict:
        until = questions.reply_until(one, at)
        asked = Question.objects.create(appeal=one, text=text, asked_at=at, back_to=one.status, reply_until=until)
        return {"question": asked.pk, "reply_until": until.isoformat(), "missing": list(missing)}

    return rows.perform(appeal, "ask", note=text, change=change, at=at)


def missing_in(appeal: Appeal) -> tuple[str, ...]:
    """What the law requires and the appeal lacks: ``name``, ``contact``."""
    account = appeal.author
    return term.still_missing(
        kind=appeal.kind,
        operational=Kind.QUICK_REPORT,
        name=appeal.contact_name or (account.full_name if account else ""),
        can_be_told=bool(account or appeal.contact_email or appeal.contact_phone),
    )


def _sentence(language: str, missing: tuple[str, ...]) -> str:
    with translation.override(language):
        wanted = ", ".join(str(WANTED[code]) for code in missing)
        return _("The law asks for more than your appeal says. Write here: %(wanted)s.") % {"wanted": wanted}
