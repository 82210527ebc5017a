from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "verbund.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from verbund.apps.core.imports import import_targets

        from . import audit, personal_data, signals  # noqa: F401 audit declares its events, signals its receivers
        from .imports import PERSONS

        import_targets.register(PERSONS.name, PERSONS)
        personal_data.register()
