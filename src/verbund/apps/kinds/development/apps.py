from django.apps import AppConfig


class KindsDevelopmentConfig(AppConfig):
    name = "verbund.apps.kinds.development"
    label = "kinds_development"
    default_auto_field = "django.db.models.BigAutoField"
