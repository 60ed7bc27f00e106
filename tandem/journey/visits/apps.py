from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tandem.journey.visits"
    label = "visits"

    def ready(self) -> None:
        from tandem.journey.visits import checks, entries, steps  # noqa: F401  # makes the entry types known

        steps.register()
        checks.register()
