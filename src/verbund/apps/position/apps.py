from django.apps import AppConfig


class PositionConfig(AppConfig):
    name = "verbund.apps.position"
    label = "position"
    default_auto_field = "django.db.models.BigAutoField"
