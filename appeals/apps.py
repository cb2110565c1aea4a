from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        from accounts.own_data import sections
        from appeals import consumers, handlers
        from appeals.services import own_data, terms
        from workflow import registry

        for section in (
            sections.Section("appeals", own_data.collect, own_data.open_cases, own_data.forget),
            sections.Section("voices", own_data.voices, own_data.nothing_open, own_data.forget_voices),
            sections.Section(
                "subscriptions", own_data.subscriptions, own_data.nothing_open, own_data.forget_subscriptions
            ),
        ):
            sections.register(section)
        registry.register(
            registry.Kind(
                name="appeal",
                model="appeals.Appeal",
                handlers=handlers.HANDLERS,
                watch=consumers.watch,
                public_id=consumers.public_id,
                feeds=consumers.feeds,
                follow=consumers.follow,
                work=consumers.work,
                recount=lambda at, by: terms.recalculate(at=at, by=by),
                obstacles=_obstacles(),
            )
        )
        registry.register(
            registry.Kind(
                name="part",
                model="appeals.Part",
                handlers=handlers.PART_HANDLERS,
                watch=consumers.watch_part,
                public_id=consumers.public_id_of_part,
            )
        )


def _obstacles() -> dict[str, Promise]:
    """What people read where an obstacle of the table stands in the way."""
    from appeals.rules.complaints import OFFICIAL_NAMED
    from appeals.rules.reopening import HAS_PARTS, NO_PARTS, TOO_LATE
    from appeals.rules.review import ASKED_ALREADY, NOT_ASKED, NOTHING_CHOSEN
    from appeals.rules.term import NOT_FOR_COMPLAINTS, NOT_FOR_HOURS, TERM_OVER

    return {
        TOO_LATE: _("The days for reopening this appeal have passed. File a new one and name this number."),
        HAS_PARTS: _("This appeal has parts: choose which of them is not fixed."),
        NO_PARTS: _("This appeal has no parts. Open it again as a whole."),
        NOT_FOR_COMPLAINTS: _("The term of a complaint is not extended by anybody. Answer it within the term."),
        NOT_FOR_HOURS: _("The term of an emergency is not extended. Report what has been done so far."),
        TERM_OVER: _("The term has run out: it could be extended until its last day. Answer now."),
        NOTHING_CHOSEN: _("No machine has chosen anything here: people did. Write to 1308 if you do not agree."),
        ASKED_ALREADY: _("You have asked for this already. A person is looking at it and will write to you."),
        NOT_ASKED: _("The author does not wait for a review: it was asked for and answered before, or never asked."),
        OFFICIAL_NAMED: _("The complaint names an official: it is not published, and it is decided above his unit."),
    }
