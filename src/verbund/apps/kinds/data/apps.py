from django.apps import AppConfig


class KindsDataConfig(AppConfig):
    name = "verbund.apps.kinds.data"
    label = "kinds_data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.cooperation.kinds import register
        from verbund.apps.matching.registry import kind_reasons

        from .kind import KIND

        register(KIND)
        kind_reasons.register(KIND.code, KIND.reasons)
