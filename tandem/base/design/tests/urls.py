"""The room's own pages alone."""

from django.urls import include, path

urlpatterns = [path("", include("tandem.base.design.urls"))]
