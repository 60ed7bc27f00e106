from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tandem.journey.visits"
    label = "visits"

    def ready(self) -> None:
        from tandem.journey.visits import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            rules,  # noqa: F401  # makes the rule kinds known
            steps,
        )

        steps.register()
        checks.register()
