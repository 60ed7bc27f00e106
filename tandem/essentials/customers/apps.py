from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Whom we sell to: companies, sites, contacts, classes, life cycle, search."""

    name = "tandem.essentials.customers"
    label = "customers"

    def ready(self) -> None:
        from tandem.essentials.customers import checks, entries  # noqa: F401  # makes them known
