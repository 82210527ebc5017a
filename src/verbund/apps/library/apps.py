from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "verbund.apps.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.cooperation import watchers
        from verbund.apps.core import nav
        from verbund.apps.core.imports import import_targets
        from verbund.apps.core.registry import PersonalData, company_data
        from verbund.apps.ecosystem.personal_data import eraser, exporter
        from verbund.apps.ecosystem.registry import company_sections

        from . import audit, from_verbund, imports, sections  # noqa: F401 declares its events
        from .models import Project, ProjectMember

        company_data.register(
            "library.projectmember",
            PersonalData("library.projectmember", exporter(ProjectMember), eraser(ProjectMember)),
        )
        company_data.register(
            "library.project",
            PersonalData(
                "library.project",
                exporter(Project, "members__company_id"),
                None,
                "an entry belongs to all its members and stays without the company's name",
            ),
        )
        for target in (imports.PROJECTS, imports.PARTICIPATIONS):
            import_targets.register(target.name, target)
        company_sections.append(sections.of_company)
        watchers.outcomes.append(from_verbund.take)
        nav.add(nav.Page("learn", "library:list", _("Library"), order=10))
