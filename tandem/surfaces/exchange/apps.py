from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tandem.surfaces.exchange"
    label = "exchange"

    def ready(self) -> None:
        # Makes the entry types, the jobs and what is offered known.
        from tandem.surfaces.exchange import entries, jobs, steps  # noqa: F401
