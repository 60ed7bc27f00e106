"""The cast: the people, tandems and the one customer whom all tests, the demo company and the drawn screens share."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import EMAIL, PHONE, Contact, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Company, Tandem, User

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=ZoneInfo("Europe/Berlin"))
SINCE = date(2020, 1, 1)


@pytest.fixture
def now() -> datetime:
    """Tuesday, 24 November 2026, 09:41 in Ulm."""
    return NOW


def _person(
    first_name: str, last_name: str, *roles: str, zone: str = "Europe/Berlin", region: str = "DE-BW"
) -> User:
    email = f"{first_name}.{last_name}@tandem.example".lower().replace("ü", "ue").replace("ö", "oe")
    return people.add_user(
        email=email,
        first_name=first_name,
        last_name=last_name,
        roles=list(roles),
        zone=zone,
        region=region,
        by=None,
        at=NOW,
    )


@pytest.fixture
def company(db: None) -> Company:
    return people.found_company(name="Lechner Fördertechnik GmbH", city="Ulm", postcode="89077", at=NOW)


@pytest.fixture
def anna(company: Company) -> User:
    return _person("Anna", "Reiter", "inside")


@pytest.fixture
def tobias(company: Company) -> User:
    return _person("Tobias", "Kranz", "field")


@pytest.fixture
def sandra(company: Company) -> User:
    return _person("Sandra", "Gerber", "inside")


@pytest.fixture
def murat(company: Company) -> User:
    return _person("Murat", "Demir", "field")


@pytest.fixture
def martina(company: Company) -> User:
    return _person("Martina", "Seidl", "key_account")


@pytest.fixture
def ben(company: Company) -> User:
    return _person("Ben", "Huber", "coordinator")


@pytest.fixture
def juergen(company: Company) -> User:
    return _person("Jürgen", "Wolff", "sales_lead")


@pytest.fixture
def lea(company: Company) -> User:
    return _person("Lea", "Fischer", "order_desk")


@pytest.fixture
def paul(company: Company) -> User:
    return _person("Paul", "Lutz", "expert")


@pytest.fixture
def rolf(company: Company) -> User:
    return _person("Rolf", "Amann", "agent")


@pytest.fixture
def nina(company: Company) -> User:
    return _person("Nina", "Seitz", "administrator")


@pytest.fixture
def intake(company: Company, ben: User) -> Tandem:
    tandem = Tandem.objects.get(is_intake=True)
    tandem.deputy = ben
    tandem.save()
    return tandem


@pytest.fixture
def ulm(intake: Tandem, anna: User, tobias: User) -> Tandem:
    tandem = people.add_tandem(
        name="Ulm-Bodensee", inside=anna, outward=tobias, from_date=SINCE, by=None, at=NOW
    )
    people.claim_territory(tandem=tandem, country="DE", postcode_from="88", postcode_to="89", by=None, at=NOW)
    return tandem


@pytest.fixture
def allgaeu(intake: Tandem, sandra: User, murat: User) -> Tandem:
    tandem = people.add_tandem(name="Allgäu", inside=sandra, outward=murat, from_date=SINCE, by=None, at=NOW)
    people.claim_territory(tandem=tandem, country="DE", postcode_from="87", postcode_to="87", by=None, at=NOW)
    return tandem


@pytest.fixture
def hoelzl(ulm: Tandem) -> Customer:
    """Hölzl Fördertechnik GmbH in Ulm, an A customer of Anna and Tobias."""
    return customers.create(
        name="Hölzl Fördertechnik GmbH",
        number="10482",
        klass="A",
        life_cycle="regular",
        industry="Stetigförderer",
        street="Wagnerstraße 12",
        postcode="89077",
        city="Ulm",
        country="DE",
        tandem=ulm,
        by=None,
        at=NOW,
    )


@pytest.fixture
def claudia(hoelzl: Customer) -> Contact:
    """Claudia Hölzl, who decides at Hölzl."""
    return customers.add_contact(
        customer=hoelzl,
        first_name="Claudia",
        last_name="Hölzl",
        salutation="Frau",
        function="Geschäftsführung",
        channels=[(PHONE, "+4973112340", ""), (EMAIL, "c.hoelzl@hoelzl.example", "")],
        by=None,
        at=NOW,
    )
