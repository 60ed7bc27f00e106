"""Rules to start with: sentences with their words, on or off, put into force in one go."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.essentials.people.models import User
from tandem.essentials.playbook import rulebook, rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import BLOCK

pytestmark = pytest.mark.django_db

PAGE, ACT = "/spielregeln/zum-anfang", "/spielregeln/zum-anfang/in-kraft"
LEAD_TIME = "calls.lead_time"


def form(**changed: str) -> dict[str, object]:
    """What the page sends as it stands, with changes."""
    sent: dict[str, object] = {}
    for kind in rulebook.suggested():
        sent[f"on-{kind.key}"] = "1"
        values = {**kind().values(), "scope": "company", "effect": kind.suggested}
        sent |= {f"{kind.key}-{name}": value for name, value in values.items()}
    return {**sent, **changed}


def own() -> list[Rule]:
    return list(Rule.objects.filter(made_by__isnull=False, ended_at=None).order_by("pk"))


def test_there_are_five_of_them_and_each_has_its_effect(client: Client, juergen: User) -> None:
    kinds = rulebook.suggested()
    assert len(kinds) == 5
    assert all(kind.suggested in kind.effects for kind in kinds)
    client.force_login(juergen)
    assert client.get(PAGE).content.decode().count('type="checkbox" name="on-') == 5


def test_they_are_put_into_force_in_one_go_and_word_anew_what_held_from_the_start(
    client: Client, juergen: User
) -> None:
    before = Rule.objects.get(kind=LEAD_TIME)
    client.force_login(juergen)
    client.post(ACT, form(**{f"{LEAD_TIME}-days": "4", f"{LEAD_TIME}-effect": BLOCK}))
    assert [rule.kind for rule in own()] == [kind.key for kind in rulebook.suggested()]
    lead_time = Rule.objects.get(kind=LEAD_TIME, ended_at=None)
    assert (lead_time.replaces, lead_time.effect) == (before, BLOCK)
    assert rules.read(lead_time).kind.values() == {"days": 4}


def test_what_is_not_wanted_is_left_out(client: Client, juergen: User) -> None:
    client.force_login(juergen)
    client.post(ACT, {name: value for name, value in form().items() if name != f"on-{LEAD_TIME}"})
    assert LEAD_TIME not in [rule.kind for rule in own()]
    assert len(own()) == 4


def test_a_word_that_does_not_fit_keeps_all_of_them_back(client: Client, juergen: User) -> None:
    client.force_login(juergen)
    response = client.post(ACT, form(**{f"{LEAD_TIME}-days": "vier"}))
    assert response.status_code == 422
    assert own() == []


def test_only_who_makes_rules_is_asked(client: Client, anna: User, nina: User) -> None:
    client.force_login(anna)
    assert client.get(PAGE).status_code == 403
    client.post(ACT, form())
    assert own() == []
    client.force_login(nina)
    answer = client.post(ACT, form(einrichtung="1"))
    assert answer.headers["Location"] == "/einrichtung/fertig"
    assert len(own()) == 5


def test_the_hint_goes_when_the_company_has_a_rule_of_its_own(
    client: Client, juergen: User, anna: User
) -> None:
    client.force_login(anna)
    assert "Fünf Regeln zum Anfang" not in client.get("/spielregeln").content.decode()
    client.force_login(juergen)
    assert "Fünf Regeln zum Anfang" in client.get("/spielregeln").content.decode()
    client.post(ACT, form())
    assert "Fünf Regeln zum Anfang" not in client.get("/spielregeln").content.decode()
