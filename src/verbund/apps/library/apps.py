from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "verbund.apps.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav
        from verbund.apps.core.imports import import_targets

        from . import audit, imports  # noqa: F401 declares its events

        for target in (imports.PROJECTS, imports.PARTICIPATIONS):
            import_targets.register(target.name, target)
        nav.add(nav.Page("learn", "library:list", _("Library"), order=10))
