from django.apps import AppConfig


class NodeConfig(AppConfig):
    name = "verbund.node"
    label = "node"

    def ready(self) -> None:
        from django.conf import settings

        from .extensions import load

        for path in settings.NODE.extensions:
            load(path)
