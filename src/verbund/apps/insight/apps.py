from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "verbund.apps.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core import nav
        from verbund.apps.ecosystem.frozen import Publication
        from verbund.apps.ecosystem.frozen import publications as published

        from . import audit, personal_data, publications  # noqa: F401 audit declares its events

        personal_data.register()
        published.register(publications.NAME, Publication(publications.centre, publications.tables))
        nav.add(
            nav.Page("know", "insight:centre", _("Overview of the centre"), order=5, shown=nav.centre),
            nav.Page("see", "insight:naming", _("Seen by the centre"), order=40, shown=nav.with_company),
        )
