from datetime import datetime

import pytest
from django.test import Client

from tandem.base.tools import checks
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import testing

pytestmark = pytest.mark.django_db


def test_the_administration_lets_somebody_go_and_nothing_falls_to_the_floor(
    client: Client, nina: User, tobias: User, murat: User, ulm: Tandem, hoelzl: Customer, now: datetime
) -> None:
    matter = testing.sale(customer=hoelzl, at=now)
    assert matter.accountable == tobias
    client.force_login(nina)
    assert "verlässt die Firma" in client.get(f"/verwaltung/personen/{tobias.pk}/abmelden").content.decode()
    client.post(f"/verwaltung/personen/{tobias.pk}/abmelden", {"successor": murat.pk})
    matter.refresh_from_db()
    tobias.refresh_from_db()
    assert matter.accountable == murat
    assert not tobias.is_active
    assert ulm.seats.filter(user=murat, seat="outward", to_date=None).exists()
    assert not list(checks.run_all())


def test_the_partner_who_takes_over_becomes_deputy_of_the_empty_seat(
    client: Client, nina: User, anna: User, tobias: User, ulm: Tandem
) -> None:
    client.force_login(nina)
    client.post(f"/verwaltung/personen/{tobias.pk}/abmelden", {"successor": anna.pk})
    ulm.refresh_from_db()
    assert ulm.deputy == anna
    assert not list(checks.run_all())


def test_nobody_else_lets_people_go(client: Client, anna: User, tobias: User, ulm: Tandem) -> None:
    client.force_login(anna)
    client.post(f"/verwaltung/personen/{tobias.pk}/abmelden", {"successor": anna.pk})
    tobias.refresh_from_db()
    assert tobias.is_active
