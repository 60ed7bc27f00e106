from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "tandem.essentials.consent"
    label = "consent"

    def ready(self) -> None:
        from tandem.essentials.consent import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            reaching,
        )
        from tandem.essentials.consent.actions import merging

        checks.register()
        merging.register()
        reaching.register()
