from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "verbund.apps.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import first, nav
        from verbund.apps.core.imports import import_targets

        from . import imports, panels

        for target in (imports.EVENTS, imports.FUNDING):
            import_targets.register(target.name, target)
        first.notices.append(panels.notices)
        nav.add(nav.Page("find", "events:list", _("Events and funding"), order=60))
