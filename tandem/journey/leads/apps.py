from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "tandem.journey.leads"
    label = "leads"

    def ready(self) -> None:
        from tandem.journey.leads import checks, entries, steps  # noqa: F401  # makes the entry types known

        steps.register()
        checks.register()
