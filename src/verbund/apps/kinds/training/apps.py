from django.apps import AppConfig


class KindsTrainingConfig(AppConfig):
    name = "verbund.apps.kinds.training"
    label = "kinds_training"
    default_auto_field = "django.db.models.BigAutoField"
