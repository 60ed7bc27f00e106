"""Who may open what, and what they get to see there (S11.3, INV8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import SALE

pytestmark = pytest.mark.django_db

PAGES = [
    "/heute",
    "/kunden/{pk}",
    "/kunden/{pk}/verlauf",
    "/prozess",
    "/prozess/quote",
    "/suche?q=hoelzl",
    "/mehr",
]


@pytest.fixture
def riedmann(intake: Tandem, rolf: User, sandra: User, now: datetime) -> Customer:
    """A customer of the commercial agent's tandem."""
    tandem = people.add_tandem(
        name="Vorarlberg", inside=sandra, outward=rolf, from_date=date(2020, 1, 1), by=None, at=now
    )
    return customers.create(name="Riedmann Seilbahnen", tandem=tandem, country="AT", by=None, at=now)


def _status(client: Client, user: User, path: str) -> int:
    client.force_login(user)
    return client.get(path).status_code


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_asked_to_sign_in(client: Client, hoelzl: Customer, page: str) -> None:
    response = client.get(page.format(pk=hoelzl.pk))
    assert response.status_code == 302
    assert "/konto/" in response.headers["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_another_tandem_reads_everything(client: Client, hoelzl: Customer, murat: User, page: str) -> None:
    assert _status(client, murat, page.format(pk=hoelzl.pk)) == 200


def test_another_tandem_reads_the_file_but_is_offered_no_change(
    client: Client, hoelzl: Customer, murat: User, allgaeu: Tandem, now: datetime
) -> None:
    teamwork.open_matter(customer=hoelzl, kind=SALE, title="Anlage", step_key="quote", by=None, at=now)
    client.force_login(murat)
    page = client.get(f"/kunden/{hoelzl.pk}").content.decode()
    assert "Notiz speichern" not in page
    assert "übergeben" not in page
    assert client.post(f"/kunden/{hoelzl.pk}/notiz", {"channel": "note", "text": "x"}).status_code in (
        302,
        403,
    )


def test_an_agent_finds_only_the_own_customers(
    client: Client, hoelzl: Customer, riedmann: Customer, rolf: User, now: datetime
) -> None:
    teamwork.open_matter(customer=hoelzl, kind=SALE, title="Fremde Anlage", step_key="quote", by=None, at=now)
    assert _status(client, rolf, f"/kunden/{riedmann.pk}") == 200
    assert _status(client, rolf, f"/kunden/{hoelzl.pk}") == 404
    assert _status(client, rolf, f"/kunden/{hoelzl.pk}/verlauf") == 404
    assert "Hölzl" not in client.get("/suche?q=hoelzl").content.decode().replace("„hölzl", "")
    assert "Riedmann" in client.get("/suche?q=riedmann").content.decode()
    assert "Fremde Anlage" not in client.get("/prozess/quote").content.decode()


def test_an_agent_does_not_learn_of_a_head_office_or_branch_of_another_tandem(
    client: Client, hoelzl: Customer, riedmann: Customer, rolf: User, now: datetime
) -> None:
    branch = customers.create(name="Hölzl Werk Süd", tandem=hoelzl.tandem, by=None, at=now)
    Customer.objects.filter(pk=branch.pk).update(parent=riedmann)
    Customer.objects.filter(pk=riedmann.pk).update(parent=hoelzl)
    client.force_login(rolf)
    page = client.get(f"/kunden/{riedmann.pk}").content.decode()
    assert branch.name not in page
    assert hoelzl.name not in page


def test_an_expert_sees_questions_and_no_customer(
    client: Client, hoelzl: Customer, paul: User, tobias: User, now: datetime
) -> None:
    matter = teamwork.open_matter(
        customer=hoelzl, kind=SALE, title="Anlage", step_key="quote", by=None, at=now - timedelta(days=1)
    )
    teamwork.ask(matter=matter, asked=paul, text="Liefern wir Zone 22?", by=tobias, at=now)
    client.force_login(paul)
    page = client.get("/heute").content.decode()
    assert "Liefern wir Zone 22?" in page
    assert f"/kunden/{hoelzl.pk}" not in page
    assert 'href="/prozess"' not in page
    assert client.get(f"/kunden/{hoelzl.pk}").status_code == 404
    assert client.get("/prozess").status_code == 403
    assert "Hölzl Förder" not in client.get("/suche?q=hoelzl").content.decode()


def test_an_administrator_sees_the_administration_and_no_customers(
    client: Client, hoelzl: Customer, nina: User
) -> None:
    client.force_login(nina)
    page = client.get("/heute").content.decode()
    assert 'href="/verwaltung"' in page
    assert 'href="/kunden"' not in page
    assert client.get(f"/kunden/{hoelzl.pk}").status_code == 404
