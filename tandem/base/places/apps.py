from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "tandem.base.places"
    label = "places"
