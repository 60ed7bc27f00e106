from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "tandem.essentials.playbook"
    label = "playbook"
