from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "tandem.journey.leads"
    label = "leads"

    def ready(self) -> None:
        from tandem.journey.leads import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            rules,  # noqa: F401  # makes the rule kinds known
            steps,
        )

        steps.register()
        checks.register()
