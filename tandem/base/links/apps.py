from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "tandem.base.links"
    label = "links"

    def ready(self) -> None:
        from tandem.base.links import checks  # noqa: F401  # makes the checks known
