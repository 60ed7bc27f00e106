from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "tandem.essentials.products"
    label = "products"

    def ready(self) -> None:
        from tandem.essentials.products import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
        )

        checks.register()
