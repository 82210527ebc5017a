from django.apps import AppConfig


class KindsPurchasingConfig(AppConfig):
    name = "verbund.apps.kinds.purchasing"
    label = "kinds_purchasing"
    default_auto_field = "django.db.models.BigAutoField"
