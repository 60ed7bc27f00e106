from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "tandem.journey.calls"
    label = "calls"

    def ready(self) -> None:
        from tandem.journey.calls import checks, entries, steps  # noqa: F401  # makes the entry types known

        steps.register()
        checks.register()
