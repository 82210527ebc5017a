from django.apps import AppConfig


class KindsProductionConfig(AppConfig):
    name = "verbund.apps.kinds.production"
    label = "kinds_production"
    default_auto_field = "django.db.models.BigAutoField"
