from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The design system: tokens, components, template tags, page frame, shared scripts, gallery."""

    name = "tandem.base.design"
    label = "design"
