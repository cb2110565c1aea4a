from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Journal and outbox")

    def ready(self) -> None:
        from workflow import checks, live, registry

        registry.register_everywhere(registry.Handler("live", live.tell, many=live.tell_all))
        self.checks = checks
