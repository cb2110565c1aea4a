from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Public meetings")

    def ready(self) -> None:
        from accounts.own_data import sections
        from meetings.consumers import meetings as watching
        from meetings.handlers import meetings as following
        from meetings.services import own_data
        from workflow import registry

        sections.register(sections.Section("meetings", own_data.collect, own_data.nothing_open, own_data.forget))
        registry.register(
            registry.Kind(
                name="meeting",
                model="meetings.Meeting",
                handlers=following.MEETING_HANDLERS,
                watch=watching.watch,
                public_id=watching.public_id,
                feeds=watching.feeds,
                follow=watching.follow,
                work=watching.work,
                obstacles=_obstacles(),
            )
        )
        registry.register(
            registry.Kind(
                name="question",
                model="meetings.Question",
                handlers=following.QUESTION_HANDLERS,
                watch=watching.watch_question,
                public_id=watching.public_id_of_question,
                feeds=watching.feeds_of_question,
                follow=watching.follow_questions,
            )
        )
        registry.register(
            registry.Kind(
                name="protocol",
                model="meetings.Protocol",
                watch=watching.watch_protocol,
                public_id=watching.public_id_of_protocol,
            )
        )
        _register_instructions()


def _obstacles() -> dict[str, Promise]:
    """What people read where an obstacle of the table stands in the way."""
    from meetings.rules.opening import NO_NOTICE, NO_REASON, TOO_EARLY

    return {
        NO_NOTICE: _("No notice of this meeting is on record. Record through which channel and when people were told."),
        NO_REASON: _("This meeting was neither moved nor called off: there is no reason with covered words."),
        TOO_EARLY: _("The meeting begins later. It can be opened half an hour before its time."),
    }


def _obstacles_of_instructions() -> dict[str, Promise]:
    from meetings.rules import instructions as rules

    return {
        rules.CHILDREN_OPEN: _("Parts of this instruction are still open. The whole is done when they are."),
        rules.NOT_RECURRING: _("There is no next stage: accept the report for good."),
        rules.STILL_RECURS: _("Another report is due after this one: accept this stage, and the next one begins."),
        rules.DISPUTED_BEFORE: _("You said once that it is not done, and the controller looked again. File an appeal."),
    }


def _register_instructions() -> None:
    from accounts.notices import attached
    from accounts.own_data import sections
    from meetings.consumers import plans as watching
    from meetings.handlers import plan_digests
    from meetings.handlers import plans as letters
    from meetings.services import plan_own_data
    from meetings.views.plans import review
    from workflow import registry

    registry.register(
        registry.Kind(
            name="instruction",
            model="meetings.Instruction",
            handlers=letters.HANDLERS,
            watch=watching.watch,
            public_id=watching.public_id,
            feeds=watching.feeds,
            follow=watching.follow,
            work=watching.work,
            obstacles=_obstacles_of_instructions(),
        )
    )
    sections.register(
        sections.Section("instructions", plan_own_data.collect, plan_own_data.nothing_open, plan_own_data.forget)
    )
    attached.register(plan_digests.CODE, review.attached)
