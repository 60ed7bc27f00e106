from django.apps import AppConfig


class ToolsConfig(AppConfig):
    name = "tandem.base.tools"
    label = "tools"
