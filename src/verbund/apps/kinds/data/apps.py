from django.apps import AppConfig


class KindsDataConfig(AppConfig):
    name = "verbund.apps.kinds.data"
    label = "kinds_data"
    default_auto_field = "django.db.models.BigAutoField"
