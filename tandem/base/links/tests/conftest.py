"""A purpose for tests: a page that says what it is about, and an act that asks whether the link still stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import Http404, HttpResponse, HttpResponseBase

from tandem.base.links import actions, purposes
from tandem.base.links.purposes import Purpose, Visit

SECRET = "Trommelmotor TM 113"


def _view(visit: Visit) -> HttpResponseBase:
    if visit.part not in ("", "datei"):
        raise Http404
    if visit.request.method == "POST":
        actions.hold(link=visit.link, at=visit.at)
    return HttpResponse(f"{SECRET} {visit.language} {visit.part}")


@pytest.fixture(autouse=True)
def purpose() -> Iterator[str]:
    purposes.register(Purpose(key="tests", view=_view))
    yield "tests"
    purposes._purposes.pop("tests")
