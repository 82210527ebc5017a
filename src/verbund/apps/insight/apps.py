from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "verbund.apps.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav

        nav.add(nav.Page("know", "insight:centre", _("Overview of the centre"), order=5, shown=nav.centre))
