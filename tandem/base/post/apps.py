from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "tandem.base.post"
    label = "post"

    def ready(self) -> None:
        from tandem.base.post import jobs  # noqa: F401  # makes the jobs known to the worker
