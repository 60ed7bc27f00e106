from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tandem.base.files"
    label = "files"
