from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "verbund.apps.ecosystem"
    label = "ecosystem"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core.imports import import_targets

        from .imports import COMPANIES

        import_targets.register(COMPANIES.name, COMPANIES)
