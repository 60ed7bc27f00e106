from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.tools import checks
from tandem.essentials.people import actions
from tandem.essentials.people.models import Company, Invitation, Tandem, User

pytestmark = pytest.mark.django_db

PASSWORD = "Gurtförderer-7-Meter"


def test_the_first_administrator_opens_the_company_by_a_one_time_link(now: datetime) -> None:
    token = actions.first_link(at=now)
    assert token is not None
    nina = actions.begin_company(
        token=token, company="Lechner Fördertechnik GmbH", email="Nina.Seitz@tandem.example", first_name="Nina",
        last_name="Seitz", roles=["coordinator"], password=PASSWORD, at=now,
    )  # fmt: skip
    assert nina.email == "nina.seitz@tandem.example"
    assert nina.has_role("administrator", "coordinator")
    assert Tandem.objects.get(is_intake=True).deputy == nina
    assert actions.first_link(at=now) is None
    assert not [violation for violation in checks.run_all() if violation.invariant == "INV2"]


def test_a_link_works_once_and_not_for_ever(anna: User, now: datetime) -> None:
    token = actions.invite(user=anna, by=None, at=now)
    with pytest.raises(actions.LinkUsed):
        actions.redeem(token=token, password=PASSWORD, at=now + timedelta(days=4))
    actions.redeem(token=token, password=PASSWORD, at=now)
    with pytest.raises(actions.LinkUsed):
        actions.redeem(token=token, password=PASSWORD, at=now)


def test_a_new_link_ends_the_one_before(anna: User, now: datetime) -> None:
    first = actions.invite(user=anna, by=None, at=now)
    actions.invite(user=anna, by=None, at=now)
    with pytest.raises(actions.LinkUsed):
        actions.redeem(token=first, password=PASSWORD, at=now)


def test_the_secret_of_a_link_is_not_stored(anna: User, now: datetime) -> None:
    token = actions.invite(user=anna, by=None, at=now)
    assert token not in str(Invitation.objects.values_list().get())


@pytest.mark.parametrize("password", ["kurz", "annareiter1", "passwort1234567890"[:8]])
def test_a_weak_password_is_refused_and_the_link_stays_good(anna: User, now: datetime, password: str) -> None:
    token = actions.invite(user=anna, by=None, at=now)
    with pytest.raises(actions.WeakPassword):
        actions.redeem(token=token, password=password, at=now)
    actions.redeem(token=token, password=PASSWORD, at=now)


def test_two_people_cannot_share_an_address(anna: User, now: datetime) -> None:
    with pytest.raises(actions.EmailTaken):
        actions.add_user(
            email="ANNA.Reiter@tandem.example",
            first_name="A",
            last_name="R",
            roles=["inside"],
            by=None,
            at=now,
        )


def test_the_last_administrator_stays_one(nina: User, now: datetime) -> None:
    with pytest.raises(actions.LastAdministrator):
        actions.edit_user(user=nina, roles=["inside"], by=nina, at=now)


def test_a_person_is_led_through_the_set_up_in_the_browser(client: Client, now: datetime) -> None:
    token = actions.first_link(at=timezone.now())
    answers = {
        "company": "Lechner Fördertechnik GmbH", "first_name": "Nina", "last_name": "Seitz",
        "email": "nina.seitz@tandem.example", "password": PASSWORD, "roles": ["inside"],
    }  # fmt: skip
    assert client.get(f"/einrichtung/{token}").status_code == 200
    assert client.post(f"/einrichtung/{token}", answers).headers["Location"] == "/einrichtung/firma"
    company = {"name": "Lechner Fördertechnik GmbH", "country": "DE", "currency": "EUR", "zone": "Europe/Berlin",
               "region": "DE-BW", "number_format": "de-DE"}  # fmt: skip
    assert client.post("/einrichtung/firma/weiter", company).status_code == 302
    tobias = {"first_name": "Tobias", "last_name": "Kranz", "email": "tobias@tandem.example", "roles": ["field"],
              "region": "DE-BW"}  # fmt: skip
    assert client.post("/einrichtung/personen/anlegen", tobias).status_code == 302
    seats = {
        "name": "Ulm-Bodensee", "inside": User.objects.get(first_name="Nina").pk,
        "outward": User.objects.get(first_name="Tobias").pk, "from_date": str(timezone.localdate()),
        "country": "DE", "postcode_from": "88", "postcode_to": "89",
    }  # fmt: skip
    assert client.post("/einrichtung/tandems/anlegen", seats).status_code == 302
    assert client.get("/einrichtung/fertig").status_code == 200
    assert client.post("/einrichtung/abschliessen").status_code == 302
    assert Company.objects.get().set_up_at is not None
    assert not list(checks.run_all())


def test_a_used_link_of_the_set_up_says_so(client: Client) -> None:
    assert client.get("/einrichtung/nichts").status_code == 410


def test_whoever_is_not_an_administrator_is_told_who_is(client: Client, anna: User) -> None:
    client.force_login(anna)
    for path in ("/verwaltung", "/verwaltung/tandems", "/verwaltung/firma", "/verwaltung/personen/neu"):
        assert client.get(path).status_code == 403


def test_one_sets_working_hours_and_language(client: Client, anna: User) -> None:
    client.force_login(anna)
    page = client.get("/einstellungen").content.decode()
    assert "08:00–12:00" in page
    answers = {"language": "en", "theme": "dark", "zone": "Europe/Zurich", "day_0": "7-12, 13.30-16"}
    assert client.post("/einstellungen/aendern", answers).status_code == 302
    anna.refresh_from_db()
    assert anna.hours == [[0, "07:00", "12:00"], [0, "13:30", "16:00"]]
    assert (anna.language, anna.theme, anna.zone, anna.shortcuts) == ("en", "dark", "Europe/Zurich", False)
    bad = client.post("/einstellungen/aendern", answers | {"day_1": "morgens"})
    assert bad.status_code == 422


def test_signing_in_and_out_says_nothing_twice(client: Client, anna: User, now: datetime) -> None:
    actions.redeem(token=actions.invite(user=anna, by=None, at=now), password=PASSWORD, at=now)
    door = client.get("/konto/login/").content.decode()
    assert door.count("Passwort vergessen?") == 1
    given = {"login": anna.email, "password": PASSWORD}
    inside = client.post("/konto/login/", given, follow=True)
    assert inside.wsgi_request.user == anna
    assert "angemeldet" not in inside.content.decode()
    outside = client.post("/konto/logout/", follow=True)
    assert not outside.wsgi_request.user.is_authenticated
    assert "data-banner" not in outside.content.decode()


def test_a_role_that_nobody_can_have_is_refused(company: Company, now: datetime) -> None:
    with pytest.raises(actions.UnknownRole, match="nonsense"):
        actions.add_user(
            email="neu@tandem.example",
            first_name="Neu",
            last_name="Hier",
            roles=["nonsense"],
            by=None,
            at=now,
        )
    assert not User.objects.filter(email="neu@tandem.example").exists()
