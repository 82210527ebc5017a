from django.apps import AppConfig


class KindsCompetenceConfig(AppConfig):
    name = "verbund.apps.kinds.competence"
    label = "kinds_competence"
    default_auto_field = "django.db.models.BigAutoField"
