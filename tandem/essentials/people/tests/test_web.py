"""The edge of an act: signed out in between, or sent twice."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tandem.essentials.people.models import User

pytestmark = pytest.mark.django_db


def test_whoever_was_signed_out_comes_back_to_the_page_with_the_form(anna: User, client: Client) -> None:
    page = reverse("people:absences")
    answer = client.post(
        reverse("people:report_absence"), headers={"referer": f"http://testserver{page}?x=1"}
    )
    assert answer.headers["Location"] == f"/konto/login/?next={page}%3Fx%3D1"
    elsewhere = client.post(reverse("people:report_absence"), headers={"referer": "https://example.com/x"})
    assert elsewhere.headers["Location"] == "/konto/login/?next=/"


def test_a_sheet_sent_twice_leads_the_browser_to_what_the_first_one_did(anna: User, client: Client) -> None:
    client.force_login(anna)
    day = "2026-11-24"
    given = {"user": anna.pk, "from_date": day, "to_date": day, "_key": str(uuid.uuid4())}
    first = client.post(reverse("people:report_absence"), given)
    again = client.post(reverse("people:report_absence"), given, headers={"hx-request": "true"})
    assert (again.status_code, again.headers["HX-Redirect"]) == (204, first.headers["Location"])
