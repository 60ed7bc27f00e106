from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CustomersConfig(AppConfig):
    """Whom we sell to: companies, sites, contacts, classes, life cycle, search, merging."""

    name = "tandem.essentials.customers"
    label = "customers"

    def ready(self) -> None:
        from tandem.essentials.customers import checks, entries, following, moves  # noqa: F401  # makes them known

        moves.declare()
        post_migrate.connect(following.install, sender=self)
