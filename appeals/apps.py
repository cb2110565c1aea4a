from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = _("Appeals")

    def ready(self) -> None:
        from appeals import consumers, handlers
        from appeals.rules.reopening import TOO_LATE
        from workflow import registry

        registry.register(
            registry.Kind(
                name="appeal",
                model="appeals.Appeal",
                handlers=handlers.HANDLERS,
                watch=consumers.watch,
                public_id=consumers.public_id,
                feeds=consumers.feeds,
                follow=consumers.follow,
                obstacles={
                    TOO_LATE: _("The days for reopening this appeal have passed. File a new one and name this number.")
                },
            )
        )
