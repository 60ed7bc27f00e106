"""The doors of the house: signing in, forms sent from elsewhere, what a refusal leaves, who may write where."""

from __future__ import annotations

import runpy
import uuid
from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import tandem
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE
from tests.house.trying import FORM, FROM_OUTSIDE, everything, paths, routes

pytestmark = pytest.mark.django_db

PASSWORD = "Gurtförderer-7-Meter"


def sign_in(client: Client, email: str, password: str) -> int:
    return int(client.post("/konto/login/", {"login": email, "password": password}).status_code)


@pytest.fixture
def knows_it(anna: User) -> User:
    """Anna with a password."""
    anna.set_password(PASSWORD)
    anna.save()
    return anna


# --- what a refusal leaves


def test_what_was_written_before_a_refusal_goes_also_without_a_key(
    client: Client, hoelzl: Customer, claudia: Contact, tobias: User, now: datetime
) -> None:
    matter = teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Anlage", step_key="quote", by=None, at=now, accountable=tobias
    )
    client.force_login(tobias)
    before = hoelzl.contacts.count()
    given = {"result": "need_now", "new_contact": "Neu Gefunden", "requirement": "10 m Gurt"}
    response = client.post(reverse("visits:report", args=[matter.pk]), given)
    assert response.status_code == 422  # no visit is booked
    assert hoelzl.contacts.count() == before


@pytest.mark.parametrize(
    "referer", ["http://testserver//evil.example/x", "https://evil.example/", "javascript:1", "//x"]
)
def test_a_refusal_never_leads_to_another_site(
    client: Client, hoelzl: Customer, murat: User, allgaeu: Tandem, referer: str
) -> None:
    client.force_login(murat)
    path = reverse("customers:add_tags", args=[hoelzl.pk])
    response = client.post(path, {"tags": "x"}, headers={"Referer": referer})
    assert response.status_code == 403
    assert "Location" not in response.headers


# --- who may write where


@pytest.mark.usefixtures("else_right")
def test_another_tandem_reads_everything_and_changes_nothing(
    client: Client, sandra: User, allgaeu: Tandem, ids: list[int]
) -> None:
    """Sales reads every file; writing is for the own tandem (S11.3)."""
    open_to_all = {
        "people:edit_settings", "people:report_absence", "desk:theme", "desk:language", "customers:create",
        "calendar:new", "calendar:save_base", "calendar:clear_base", "calendar:add_link",
        "leads:new", "teamwork:take_call", "quotes:keep_view", "quotes:new_mail_text",
    }  # fmt: skip
    client.force_login(sandra)
    client.raise_request_exception = False
    before = everything()
    for name, parameters in routes():
        if name in open_to_all:
            continue
        for path in paths(name, parameters, ids):
            response = client.post(path, {**FORM, "_key": str(uuid.uuid4())})
            assert response.status_code < 500, path
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def test_reading_a_page_changes_nothing(client: Client, anna: User, ids: list[int]) -> None:
    anna.roles = ["inside", "administrator", "sales_lead"]
    anna.save()
    client.force_login(anna)
    before = everything()
    for name, parameters in routes():
        for path in paths(name, parameters, ids[:3]):
            client.get(path)
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def test_a_form_from_another_site_is_refused_on_every_route(anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    for name, parameters in routes():
        path = next(paths(name, parameters, [1]))
        for headers in ({}, {"HX-Request": "true"}):
            status = client.post(path, FORM, headers=headers).status_code
            # From outside there is no session to ride on; these say that there is no such form, or ask for a key.
            assert status == 403 or (name in FROM_OUTSIDE and status in {401, 404, 405}), path


def test_a_customer_is_not_moved_away_from_an_agent_whose_turn_it_is(
    client: Client, ulm: Tandem, sandra: User, rolf: User, now: datetime
) -> None:
    vorarlberg = people.add_tandem(
        name="Vorarlberg", inside=sandra, outward=rolf, from_date=date(2020, 1, 1), by=None, at=now
    )
    riedmann = customers.create(name="Riedmann Seilbahnen", tandem=vorarlberg, country="AT", by=None, at=now)
    matter = teamwork.open_matter(
        customer=riedmann, kind=SALE, title="Anlage", step_key="quote", accountable=rolf, by=None, at=now
    )
    with pytest.raises(teamwork.CannotHold):
        customers.edit(customer=riedmann, tandem=ulm, by=sandra, at=now)
    teamwork.take_over(matter=matter, reason="Kundentausch", by=sandra, at=now)
    customers.edit(customer=riedmann, tandem=ulm, by=sandra, at=now)
    client.force_login(rolf)
    assert "Riedmann" not in client.get("/heute?all=1").content.decode()


# --- accounts


def test_the_session_of_somebody_who_left_ends_at_once(
    client: Client, anna: User, nina: User, now: datetime
) -> None:
    client.force_login(anna)
    assert client.get("/heute").status_code == 200
    teamwork.let_go(user=anna, by=nina, at=now)
    assert client.get("/heute").status_code == 302
    assert client.get("/konto/inactive/").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(client: Client, knows_it: User) -> None:
    client.force_login(knows_it)
    token = people.invite(user=knows_it, by=None, at=timezone.now())
    people.redeem(token=token, password="Förderband-12-Rollen", at=timezone.now())
    assert client.get("/heute").status_code == 302


def test_the_last_administrator_stays(nina: User, ben: User, now: datetime) -> None:
    with pytest.raises(people.LastAdministrator):
        teamwork.let_go(user=nina, by=ben, at=now)
    assert User.objects.get(pk=nina.pk).is_active


CLOSED = (
    "signup/", "email/", "password/reset/", "password/set/", "login/code/confirm/", "confirm-email/",
    "reauthenticate/",
)  # fmt: skip


@pytest.mark.parametrize("page", CLOSED)
def test_no_page_of_the_accounts_passes_the_administration_by(client: Client, anna: User, page: str) -> None:
    assert client.get(f"/konto/{page}").status_code == 404
    client.force_login(anna)
    assert client.get(f"/konto/{page}").status_code == 404
    assert client.post(f"/konto/{page}", {"email": "else@example.com", "action_add": ""}).status_code == 404


def test_the_password_is_changed_at_its_page(client: Client, knows_it: User) -> None:
    client.force_login(knows_it)
    assert client.get("/konto/password/change/").status_code == 200


def test_guessing_passwords_is_stopped(client: Client, knows_it: User) -> None:
    for _try in range(5):
        assert sign_in(client, knows_it.email, "falsch") == 200
    assert sign_in(client, knows_it.email, PASSWORD) != 302
    assert client.get("/heute").status_code == 302


def test_whom_nobody_knows_is_told_the_same_as_who_mistyped(client: Client, knows_it: User) -> None:
    told = [
        client.post("/konto/login/", {"login": email, "password": "falsch"}).content.decode().count("\n")
        for email in (knows_it.email, "nobody@tandem.example")
    ]
    assert told[0] == told[1]


def test_a_one_time_link_gives_a_new_session_and_leaves_no_trace(client: Client, anna: User) -> None:
    client.get("/konto/login/")
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    path = reverse("people:invitation", args=[people.invite(user=anna, by=None, at=timezone.now())])
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(path, {"password": PASSWORD}).status_code == 302
    assert client.cookies["sessionid"].value != planted
    assert client.get(path).status_code == 410


# --- what every answer carries


def test_every_page_is_guarded_by_its_headers_and_cookies(client: Client, knows_it: User) -> None:
    sign_in(client, knows_it.email, PASSWORD)
    page = client.get("/heute")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'self'", "form-action 'self'"):
        assert directive in policy
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        assert f"{directive} 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_foreign_host_is_refused(client: Client) -> None:
    client.raise_request_exception = False
    assert client.get("/konto/login/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("url", "safe"), [("https://tandem.firma.de", True), ("", False)])
def test_behind_tls_the_cookies_are_for_tls_only(
    monkeypatch: pytest.MonkeyPatch, url: str, safe: bool
) -> None:
    monkeypatch.setenv("TANDEM_URL", url)
    monkeypatch.setenv("TANDEM_SECRET_KEY", "x" * 60)
    found = runpy.run_path(str(Path(tandem.__file__).parent / "settings.py"))
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is safe
    assert bool(found["SECURE_HSTS_SECONDS"]) is safe
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == int(safe)
    assert ("tandem.firma.de" in found["ALLOWED_HOSTS"]) is safe
    assert not found["DEBUG"]
