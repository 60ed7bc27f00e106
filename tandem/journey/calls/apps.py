from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "tandem.journey.calls"
    label = "calls"

    def ready(self) -> None:
        from tandem.journey.calls import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            rules,  # noqa: F401  # makes the rule kinds known
            steps,
        )
        from tandem.journey.calls.rounds import entries as round_entries  # noqa: F401  # makes the entry types known
        from tandem.journey.calls.rounds import reasons

        steps.register()
        checks.register()
        reasons.know()
