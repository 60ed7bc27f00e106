"""Where every room's pages hang."""

from importlib.util import find_spec

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from tandem import health
from tandem.essentials.people import set_up

ROOMS = (
    "tandem.base.design",
    "tandem.essentials.people",
    "tandem.essentials.customers",
    "tandem.essentials.products",
    "tandem.essentials.calendar",
    "tandem.essentials.playbook",
    "tandem.essentials.consent",
    "tandem.essentials.teamwork",
    "tandem.essentials.coordination",
    "tandem.journey.leads",
    "tandem.journey.calls",
    "tandem.journey.visits",
    "tandem.journey.quotes",
    "tandem.journey.orders",
    "tandem.journey.care",
    "tandem.steering.reviews",
    "tandem.surfaces.exchange",
    "tandem.surfaces.desk",
    "tandem.base.links",
)


def not_offered(request: HttpRequest) -> HttpResponse:
    """Pages of allauth that would pass the administration by: another address, a password by mail, signing up."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    # Before allauth's own, so that an installation without anybody says where its first link is.
    path("konto/login/", set_up.sign_in, name="account_login"),
    # What is offered is named: a later version of allauth may bring further pages.
    re_path(r"^konto/(?!(?:login|logout|inactive|password/change)/$)", not_offered),
    path("konto/", include("allauth.account.urls")),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]
