from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tandem.surfaces.exchange"
    label = "exchange"

    def ready(self) -> None:
        # Makes the entry types and the jobs known.
        from tandem.surfaces.exchange import entries, jobs  # noqa: F401
