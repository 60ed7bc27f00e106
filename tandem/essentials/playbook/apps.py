from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "tandem.essentials.playbook"
    label = "playbook"

    def ready(self) -> None:
        from tandem.essentials.playbook import checks, entries, jobs  # noqa: F401  # makes entry types and jobs known

        checks.register()
