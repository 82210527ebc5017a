from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EcosystemConfig(AppConfig):
    name = "verbund.apps.ecosystem"
    label = "ecosystem"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav
        from verbund.apps.core import today as start
        from verbund.apps.core.imports import import_targets
        from verbund.apps.core.registry import JobKind, jobs

        from . import audit, personal_data, targets, today  # noqa: F401 declares its events
        from . import jobs as work
        from .imports import COMPANIES
        from .interview.questions import PART
        from .registry import interview

        for target in (COMPANIES, *targets.ALL):
            import_targets.register(target.name, target)
        personal_data.register()
        interview.register("company", PART)
        start.tasks.append(today.tasks)
        kind = JobKind(work.freeze, _("Publish the figures of the quarter"), every=work.EVERY, first=work.FIRST)
        jobs.register("ecosystem.freeze", kind)
        nav.add(
            nav.Page("know", "ecosystem:list", _("Companies"), order=10),
            nav.Page("know", "ecosystem:map", _("Map"), order=20),
            nav.Page("see", "ecosystem:ledger", _("From your books"), order=20, shown=nav.with_company),
            nav.Page("see", "ecosystem:interview", _("Interview"), order=25, shown=nav.with_company),
            nav.Page("know", "ecosystem:own", _("Our profile"), order=30, shown=nav.with_company),
        )
