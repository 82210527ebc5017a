from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "verbund.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import audit, personal_data  # noqa: F401 audit declares its events

        personal_data.register()
