from django.apps import AppConfig


class NodeConfig(AppConfig):
    name = "verbund.node"
    label = "node"
