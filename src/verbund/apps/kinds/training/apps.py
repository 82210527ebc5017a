from django.apps import AppConfig


class KindsTrainingConfig(AppConfig):
    name = "verbund.apps.kinds.training"
    label = "kinds_training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.cooperation.kinds import register
        from verbund.apps.matching.registry import kind_reasons

        from .kind import KIND

        register(KIND)
        kind_reasons.register(KIND.code, KIND.reasons)
