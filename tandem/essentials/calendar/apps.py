from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "tandem.essentials.calendar"
    label = "calendar"

    def ready(self) -> None:
        from tandem.essentials.calendar import checks, entries, moves  # noqa: F401  # makes the entry types known

        checks.register()
        moves.declare()
