from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "tandem.journey.care"
    label = "care"

    def ready(self) -> None:
        # Makes the entry types, contacts, offers and checks known, and listens to deliveries.
        from tandem.journey.care import checks, entries, rules, steps  # noqa: F401
