from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tandem.base.journal"
    label = "journal"

    def ready(self) -> None:
        from tandem.base.journal import checks  # noqa: F401  # makes it known
