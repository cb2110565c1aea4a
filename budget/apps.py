from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = _("People's budget")

    def ready(self) -> None:
        from accounts.own_data import sections
        from budget import consumers, handlers
        from budget.services import own_data
        from workflow import registry

        sections.register(sections.Section("budget", own_data.collect, own_data.open_cases, own_data.forget))
        registry.register(
            registry.Kind(
                name="edition",
                model="budget.Edition",
                watch=consumers.watch_edition,
                public_id=consumers.code_of,
                handlers=handlers.EDITION_HANDLERS,
                obstacles=_obstacles(),
            )
        )
        registry.register(
            registry.Kind(
                name="proposal",
                model="budget.Proposal",
                watch=consumers.watch_proposal,
                public_id=consumers.number_of,
                handlers=handlers.PROPOSAL_HANDLERS,
                feeds=consumers.feeds,
                follow=consumers.follow,
                obstacles=_obstacles(),
            )
        )
        registry.register(
            registry.Kind(
                name="work",
                model="budget.Work",
                watch=consumers.watch_work,
                public_id=consumers.number_of_work,
                handlers=handlers.WORK_HANDLERS,
                obstacles=_obstacles(),
            )
        )


def _obstacles() -> dict[str, Promise]:
    """What people read where an obstacle of a table stands in the way."""
    from budget.rules import building, looks

    return {
        building.NO_CONTRACT: _("No contract is signed for this work: nothing can be accepted."),
        looks.FIRST_LOOK: _("A proposal is not refused at first look: return it for rework and look again."),
        looks.SECOND_LOOK: _("This proposal was returned once: at second look the council admits or refuses it."),
        looks.ON_BALLOT: _("The project stands on the ballot and stays as it is. Enter a public amendment instead."),
        looks.WINDOW_CLOSED: _("The days for the rework have passed: the council decides on the proposal as it is."),
        looks.APPEAL_LATE: _("The days for appealing against the refusal have passed."),
        looks.APPEALED_ONCE: _("The refusal was appealed already, and the decision on the appeal stands."),
    }
