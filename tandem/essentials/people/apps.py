from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tandem.essentials.people"
    label = "people"

    def ready(self) -> None:
        from tandem.base.tools import checks
        from tandem.essentials.people.checks import CHECKS

        checks.register(*CHECKS)
