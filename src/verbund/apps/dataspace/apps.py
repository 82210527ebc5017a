from django.apps import AppConfig


class DataspaceConfig(AppConfig):
    name = "verbund.apps.dataspace"
    label = "dataspace"
    default_auto_field = "django.db.models.BigAutoField"
