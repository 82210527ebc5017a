from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "verbund.apps.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import personal_data
        from .imports import actions
        from .registry import JobKind, jobs

        jobs.register(actions.JOB, JobKind(run=actions.job, title=_("Import a file")))
        personal_data.register()
