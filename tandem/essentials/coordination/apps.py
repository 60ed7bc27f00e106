from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "tandem.essentials.coordination"
    label = "coordination"

    def ready(self) -> None:
        from tandem.essentials.coordination import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            rules,  # noqa: F401  # makes the rule kinds known
        )

        checks.register()
