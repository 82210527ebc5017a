from django.apps import AppConfig


class KindsProductionConfig(AppConfig):
    name = "verbund.apps.kinds.production"
    label = "kinds_production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.cooperation.kinds import register
        from verbund.apps.matching.registry import kind_reasons

        from .kind import KIND

        register(KIND)
        kind_reasons.register(KIND.code, KIND.reasons)
