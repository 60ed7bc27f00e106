from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tandem.base.journal"
    label = "journal"
