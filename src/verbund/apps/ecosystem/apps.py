from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "verbund.apps.ecosystem"
    label = "ecosystem"
    default_auto_field = "django.db.models.BigAutoField"
