from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "tandem.journey.quotes"
    label = "quotes"

    def ready(self) -> None:
        # Makes the entry types, the rule kinds, the offers and the checks known.
        from tandem.journey.quotes import checks, entries, rules, steps  # noqa: F401
