from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "tandem.essentials.playbook"
    label = "playbook"

    def ready(self) -> None:
        from tandem.essentials.playbook import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            jobs,  # noqa: F401  # makes the jobs known
            moves,
        )

        checks.register()
        moves.declare()
