from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "tandem.essentials.teamwork"
    label = "teamwork"

    def ready(self) -> None:
        from tandem.essentials.teamwork import (
            checks,
            contacts,  # noqa: F401  # makes known which entries tell of a contact
            entries,  # noqa: F401  # makes the entry types known
            rules,  # noqa: F401  # makes the rule kinds known
            steps,
            things,
        )
        from tandem.essentials.teamwork.actions import merges, staff

        checks.register()
        staff.listen()
        merges.declare()
        steps.register()
        things.register_own()
