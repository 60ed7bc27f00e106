from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "tandem.journey.orders"
    label = "orders"

    def ready(self) -> None:
        # Makes the entry types, the offers and the checks known.
        from tandem.journey.orders import checks, entries, steps  # noqa: F401
