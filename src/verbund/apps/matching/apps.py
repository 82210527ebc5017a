from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "verbund.apps.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core.imports import import_targets

        from . import audit  # noqa: F401 declares its events
        from .imports import OPPORTUNITIES

        import_targets.register(OPPORTUNITIES.name, OPPORTUNITIES)
