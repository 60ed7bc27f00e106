"""'Wir warten' and the coordinator's page: who waits for whom, what is stuck, and nobody counted alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tandem.essentials.coordination import actions as coordination
from tandem.essentials.coordination import give_and_take, rising
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.actions import set_rule
from tandem.essentials.playbook.rules import WARN, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import CUSTOMER, Matter
from tandem.essentials.teamwork.rules import ContactRhythm

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The application's clock, turned by writing into it."""
    shown = [now]
    monkeypatch.setattr("django.utils.timezone.now", lambda: shown[0])
    return shown


@pytest.fixture
def matter(hoelzl: Customer, tobias: User, now: datetime, clock: list[datetime]) -> Matter:
    return testing.sale(customer=hoelzl, at=now, accountable=tobias, due_at=now + timedelta(hours=1))


def rounds(clock: list[datetime], *, days: int) -> None:
    """The job runs every two hours for some days."""
    for _ in range(days * 12):
        clock[0] += timedelta(hours=2)
        for rise in list(rising.due(at=clock[0])):
            coordination.escalate(rise=rise, at=clock[0])


def body(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_both_sides_see_the_same_waiting(
    client: Client, matter: Matter, hoelzl: Customer, anna: User, tobias: User, clock: list[datetime]
) -> None:
    teamwork.ask(matter=matter, asked=tobias, text="Wie breit ist der Gurt?", by=anna, at=clock[0])
    teamwork.add_task(
        customer=hoelzl, title="Muster senden", accountable=anna, due_at=clock[0] + timedelta(days=1), by=tobias,
        at=clock[0],
    )  # fmt: skip
    for person in (anna, tobias):
        client.force_login(person)
        page = body(client, "/wir-warten")
        assert "Anna wartet auf Tobias" in page
        assert "Tobias wartet auf Anna" in page
        assert "Wie breit ist der Gurt?" in page
        assert "Muster senden" in page


def test_the_customer_who_is_waited_for_has_a_place_of_their_own(
    client: Client, matter: Matter, anna: User, tobias: User, clock: list[datetime]
) -> None:
    teamwork.set_next_step(
        matter=matter, next_step="Entscheidung abwarten", due_at=clock[0] + timedelta(days=3),
        waiting_for=CUSTOMER, by=tobias, at=clock[0],
    )  # fmt: skip
    client.force_login(anna)
    page = body(client, "/wir-warten")
    assert "Wir warten auf den Kunden" in page
    assert "Entscheidung abwarten" in page


def test_another_tandem_is_shown_to_those_who_coordinate_only(
    client: Client, matter: Matter, ulm: Tandem, allgaeu: Tandem, sandra: User, ben: User, anna: User, tobias: User,
    clock: list[datetime],
) -> None:  # fmt: skip
    teamwork.ask(matter=matter, asked=tobias, text="Wie breit ist der Gurt?", by=anna, at=clock[0])
    client.force_login(sandra)
    assert "Wie breit" not in body(client, f"/wir-warten?tandem={ulm.pk}")
    client.force_login(ben)
    assert "Wie breit" in body(client, f"/wir-warten?tandem={ulm.pk}")


def test_an_expert_sees_what_is_asked_of_them_and_nothing_of_customers_behind(
    client: Client, matter: Matter, paul: User, tobias: User, clock: list[datetime]
) -> None:
    teamwork.ask(matter=matter, asked=paul, text="Wie breit ist der Gurt?", by=tobias, at=clock[0])
    client.force_login(paul)
    assert "Hölzl" not in body(client, "/wir-warten")


def test_what_reached_the_coordination_says_why_and_what_was_tried(
    client: Client, matter: Matter, anna: User, ben: User, clock: list[datetime]
) -> None:
    client.force_login(ben)
    assert "Alles ist in der Frist" in body(client, "/koordination")
    rounds(clock, days=1)
    assert "Angebot schreiben" in body(client, "/koordination")
    clock[0] = clock[0].replace(hour=9)
    teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=clock[0])
    rounds(clock, days=3)
    page = body(client, "/koordination")
    for words in ("Bei der Koordination", "Anna erinnerte", "Anna weiß es", "Die Koordination weiß es"):
        assert words in page
    assert "Tobias" in page


def test_what_was_done_against_a_rule_stands_there_with_its_reason(
    client: Client, hoelzl: Customer, anna: User, tobias: User, ben: User, clock: list[datetime]
) -> None:
    set_rule(kind=ContactRhythm(days=3), scope=Scope(), effect=WARN, by=None, at=clock[0])
    teamwork.note(customer=hoelzl, channel="call", text="Preis geklärt", by=tobias, at=clock[0])
    client.force_login(ben)
    assert "Gegen eine Regel" not in body(client, "/koordination")
    clock[0] += timedelta(hours=1)
    teamwork.note(
        customer=hoelzl, channel="call", text="Liefertermin", reason="Der Monteur stand vor der Tür.",
        by=anna, at=clock[0],
    )  # fmt: skip
    page = body(client, "/koordination")
    for words in ("Gegen eine Regel, mit Grund", "Der Monteur stand vor der Tür.", hoelzl.name):
        assert words in page
    # It is news for a fortnight, not a record of anybody.
    clock[0] += timedelta(days=15)
    assert "Der Monteur stand vor der Tür." not in body(client, "/koordination")


def test_at_the_top_there_is_a_deadline_and_done_is_gone(
    client: Client, matter: Matter, ben: User, juergen: User, tobias: User, clock: list[datetime]
) -> None:
    rounds(clock, days=9)
    client.force_login(juergen)
    page = body(client, "/koordination")
    assert "Bei der Vertriebsleitung" in page
    assert "entscheiden bis" in page
    teamwork.close(matter=matter, outcome="done", result="Erledigt.", by=tobias, at=clock[0])
    assert "Bei der Vertriebsleitung" not in body(client, "/koordination")


def test_a_declined_handover_without_reaction_and_words_nobody_took_up_are_shown(
    client: Client,
    matter: Matter,
    hoelzl: Customer,
    anna: User,
    tobias: User,
    ben: User,
    clock: list[datetime],
) -> None:
    other = testing.sale(customer=hoelzl, at=clock[0], accountable=anna, title="Ersatzteile")
    teamwork.note(
        customer=hoelzl,
        matter=other,
        channel="customer",
        text="Wir brauchen es früher.",
        by=anna,
        at=clock[0],
    )
    offer = teamwork.hand_over(
        matter=matter, to=anna, briefing="Bitte.", explicit=True, by=tobias, at=clock[0]
    )
    teamwork.decline(handover=offer, reason="Keine Zeit diese Woche.", by=anna, at=clock[0])
    clock[0] += timedelta(days=2)
    client.force_login(ben)
    page = body(client, "/koordination")
    assert "Keine Zeit diese Woche." in page
    assert "Wir brauchen es früher." in page
    teamwork.note(customer=hoelzl, matter=other, channel="note", text="Rufe an.", by=anna, at=clock[0])
    teamwork.note(customer=hoelzl, matter=matter, channel="note", text="Rufe an.", by=tobias, at=clock[0])
    page = body(client, "/koordination")
    assert "Keine Zeit diese Woche." not in page
    assert "Wir brauchen es früher." not in page


def test_give_and_take_counts_the_tandem_and_nobody_alone(
    client: Client,
    matter: Matter,
    ulm: Tandem,
    anna: User,
    tobias: User,
    ben: User,
    paul: User,
    clock: list[datetime],
) -> None:
    for hours in (1, 3):
        question = teamwork.ask(
            matter=matter, asked=tobias, text="Wie breit?", by=anna, at=clock[0].replace(hour=8)
        )
        teamwork.answer(
            question=question, text="800.", by=tobias, at=clock[0].replace(hour=8) + timedelta(hours=hours)
        )
    teamwork.ask(matter=matter, asked=anna, text="Liefertermin?", by=tobias, at=clock[0])
    teamwork.ask(matter=matter, asked=paul, text="Gurtdicke?", by=tobias, at=clock[0])
    (exchange,) = give_and_take.of_tandems(day=clock[0].date(), at=clock[0])
    assert (exchange.to_outward, exchange.to_outward_answered) == (2, 2)
    assert (exchange.to_inside, exchange.to_inside_answered) == (1, 0)
    assert exchange.median_hours == pytest.approx(2)
    assert exchange.waits_for_inside == 1
    client.force_login(ben)
    page = body(client, "/koordination?zeige=austausch")
    main = page[page.index("<main") : page.index("</main")]
    assert "Ulm-Bodensee" in main
    assert "Tobias" not in main
    assert "Anna" not in main


def test_the_coordinators_page_is_for_those_who_resolve(
    client: Client, matter: Matter, anna: User, juergen: User
) -> None:
    client.force_login(anna)
    assert client.get("/koordination").status_code == 403
    client.force_login(juergen)
    assert 'href="/koordination"' in body(client, "/heute")


# --- Heute


def test_a_reminder_is_a_line_on_the_others_heute_until_it_is_done(
    client: Client, matter: Matter, anna: User, tobias: User, clock: list[datetime]
) -> None:
    teamwork.remind(kind="turn", pk=matter.pk, by=anna, at=clock[0])
    client.force_login(tobias)
    assert "Anna erinnert dich: Angebot schreiben" in body(client, "/heute")
    teamwork.close(matter=matter, outcome="done", result="Fertig.", by=tobias, at=clock[0])
    assert "Anna erinnert dich" not in body(client, "/heute")


def test_partner_and_coordination_read_on_heute_what_came_up_to_them(
    client: Client, matter: Matter, anna: User, ben: User, clock: list[datetime]
) -> None:
    rounds(clock, days=1)
    client.force_login(anna)
    assert "Frist verstrichen: Angebot schreiben" in body(client, "/heute")
    client.force_login(ben)
    assert "bei dir angekommen" not in body(client, "/heute")
    rounds(clock, days=2)
    assert "bei dir angekommen" in body(client, "/heute")


def test_side_work_is_one_tap_on_heute(client: Client, matter: Matter, anna: User, tobias: User) -> None:
    client.force_login(tobias)
    assert "Anna arbeitet zu" in body(client, "/heute")
    client.force_login(anna)
    assert "arbeitet zu" not in body(client, "/heute")


def test_whoever_returns_finds_what_the_stand_in_did_for_some_days(
    client: Client,
    matter: Matter,
    hoelzl: Customer,
    anna: User,
    tobias: User,
    sandra: User,
    clock: list[datetime],
) -> None:
    today = clock[0].date()
    people.report_absence(
        user=tobias, from_date=today, to_date=today + timedelta(days=2), deputy=sandra, by=None, at=clock[0]
    )
    given = testing.sale(customer=hoelzl, at=clock[0], accountable=tobias, title="Ersatzteile")
    teamwork.note(customer=hoelzl, matter=matter, channel="call", text="Ist gut.", by=sandra, at=clock[0])
    teamwork.hand_over(matter=given, to=anna, briefing="Bitte liefern.", by=sandra, at=clock[0])
    client.force_login(tobias)
    assert "Was in deiner Abwesenheit geschah" not in body(client, "/heute")
    clock[0] += timedelta(days=3)
    page = body(client, "/heute")
    assert "Was in deiner Abwesenheit geschah" in page
    assert "Sandra Gerber (für Tobias Kranz)" in page
    assert "Anruf" in page
    clock[0] += timedelta(days=7)
    assert "Was in deiner Abwesenheit geschah" not in body(client, "/heute")
