from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PositionConfig(AppConfig):
    name = "verbund.apps.position"
    label = "position"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav, today
        from verbund.apps.core.imports import import_targets
        from verbund.apps.core.registry import JobKind, jobs
        from verbund.apps.ecosystem.frozen import Publication, publications
        from verbund.apps.ecosystem.registry import interview

        from . import audit, compare, diamond, first, panels, personal_data  # noqa: F401 audit declares its events
        from . import jobs as work
        from .imports import ESSENTIALITY
        from .interview import LOCATION, PART

        import_targets.register(ESSENTIALITY.name, ESSENTIALITY)
        jobs.register("position.keep", JobKind(work.keep, _("Keep positions"), every=work.EVERY, first=work.FIRST))
        personal_data.register()
        interview.register("position", PART)
        interview.register("location", LOCATION)
        publications.register(diamond.NAME, Publication(diamond.publish))
        publications.register(first.PUBLICATION, Publication(first.figures))
        publications.register(compare.NAME, Publication(compare.publish))
        today.tasks.append(panels.tasks)
        today.panels.append(panels.figures)
        nav.add(nav.Page("see", "position:lage", _("Role and dependence"), order=10, shown=nav.with_company))
        nav.add(nav.Page("see", "position:diamond", _("Location"), order=40, shown=lambda a: not a.anonymous))
        nav.add(nav.Page("see", "position:reports", _("Kept reports"), order=30, shown=nav.with_company))
