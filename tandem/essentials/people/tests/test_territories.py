from datetime import datetime

import pytest

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people import actions, queries
from tandem.essentials.people.models import Tandem, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("country", "postcode", "expected"),
    [
        ("DE", "89077", "Ulm-Bodensee"),
        ("DE", "88045", "Ulm-Bodensee"),
        ("DE", "87435", "Allgäu"),
        ("DE", "10115", "Eingang"),
        ("DE", "", "Eingang"),
        ("AT", "8900", "Eingang"),
    ],
)
def test_a_new_customer_is_proposed_to_the_tandem_of_its_postcode(
    ulm: Tandem, allgaeu: Tandem, country: str, postcode: str, expected: str
) -> None:
    assert queries.propose_tandem(country=country, postcode=postcode).name == expected


def test_the_narrowest_range_wins(ulm: Tandem, allgaeu: Tandem, now: datetime) -> None:
    actions.claim_territory(
        tandem=allgaeu, country="DE", by=None, at=now, postcode_from="88299", postcode_to="88299"
    )
    assert queries.propose_tandem(country="DE", postcode="88299") == allgaeu
    assert queries.propose_tandem(country="DE", postcode="88298") == ulm


def test_a_whole_country_is_claimed_by_an_empty_range(allgaeu: Tandem, now: datetime) -> None:
    actions.claim_territory(tandem=allgaeu, country="AT", by=None, at=now)
    assert queries.propose_tandem(country="AT", postcode="6900") == allgaeu


def test_two_tandems_cannot_claim_the_same_postcodes(ulm: Tandem, allgaeu: Tandem, now: datetime) -> None:
    with pytest.raises(actions.TerritoryTaken, match="Ulm-Bodensee"):
        actions.claim_territory(
            tandem=allgaeu, country="DE", by=None, at=now, postcode_from="88", postcode_to="89"
        )


def test_only_the_administration_gives_territories(ulm: Tandem, anna: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.claim_territory(tandem=ulm, country="CH", by=anna, at=now)
