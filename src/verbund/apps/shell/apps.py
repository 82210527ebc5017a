from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "verbund.apps.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav
        from verbund.apps.core.actor import Actor
        from verbund.apps.core.imports.queries import may_import

        def shown(actor: Actor) -> bool:
            return bool(may_import(actor))

        nav.add(nav.Page("see", "shell:imports", _("Read in data"), order=60, shown=shown))
