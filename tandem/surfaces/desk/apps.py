from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tandem.surfaces.desk"
    label = "desk"
