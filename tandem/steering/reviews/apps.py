from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "tandem.steering.reviews"
    label = "reviews"

    def ready(self) -> None:
        from tandem.steering.reviews import (
            checks,
            entries,  # noqa: F401  # makes the entry types known
            jobs,  # noqa: F401  # makes the jobs known
            rules,  # noqa: F401  # makes the rule kinds known
            steps,
        )

        checks.register()
        steps.register()
