from django.apps import AppConfig


class KindsAiConfig(AppConfig):
    name = "verbund.apps.kinds.ai"
    label = "kinds_ai"
    default_auto_field = "django.db.models.BigAutoField"
