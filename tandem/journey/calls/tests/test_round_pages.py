"""The page of the round: who gets in, what it costs, that both see each step, and that nothing is done twice."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.calendar.testing import on
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork.contacts import CALL as BY_PHONE
from tandem.essentials.teamwork.models import Task
from tandem.essentials.teamwork.rules import ConsultationFirst
from tandem.journey.calls.models import CALLING, DONE, DROPPED, RUNNING, WAITING, Candidate, Round
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.rounds import weights
from tandem.journey.calls.testing import round_running

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
MOST = 15


@pytest.fixture(autouse=True)
def _at_nine_forty_one(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def _customers(tandem: Tandem, now: datetime, number: int) -> list[Customer]:
    return [
        customers.create(
            name=f"Maschinenbau {one:04d}", tandem=tandem, klass="A", by=None, at=now - timedelta(weeks=26)
        )
        for one in range(number)
    ]


@pytest.fixture
def running(ulm: Tandem, anna: User, now: datetime) -> Round:
    _customers(ulm, now, 14)
    return round_running(tandem=ulm, monday=MONDAY, by=anna, at=now)


def _at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _page(client: Client, path: str = "/wochenrunde") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def _post(client: Client, path: str, **values: Any) -> Any:
    sent = {"_key": str(uuid.uuid4()), **values}
    return client.post(path, sent, headers={"HX-Request": "true"})


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def _path(candidate: Candidate, act: str) -> str:
    return f"/wochenrunde/kandidaten/{candidate.pk}/{act}"


def test_without_a_proposal_the_two_can_make_it(
    client: Client, ulm: Tandem, anna: User, now: datetime
) -> None:
    _customers(ulm, now, 2)
    assert "Vorschlag machen" in _page(_at(client, anna))
    _post(client, "/wochenrunde/vorschlag", tandem=str(ulm.pk))
    page = _page(client)
    assert "Maschinenbau 0001" in page
    assert "26 Wochen ohne Kontakt, Plan 4" in page
    assert "Wochenrunde KW\u00a048" in page


def test_who_has_no_tandem_is_told_what_it_is(client: Client, running: Round, paul: User, lea: User) -> None:
    for user in (paul, lea):
        page = _page(_at(client, user))
        assert "Du hast keinen Platz in einem Tandem" in page
        assert client.get(f"/wochenrunde/{running.pk}").status_code == 404


def test_coordination_reads_any_tandem_s_round_and_has_no_button(
    client: Client, running: Round, ulm: Tandem, ben: User
) -> None:
    page = _page(_at(client, ben), f"/wochenrunde?tandem={ulm.pk}")
    assert "Maschinenbau 0001" in page
    assert "Runde beenden" not in page
    assert "Vereinbaren und weiter" not in page
    candidate = running.candidates.first()
    assert candidate is not None
    answer = _post(client, _path(candidate, "vereinbaren"), decision=DROPPED, note="x")
    assert "Du kannst sie lesen" in answer.content.decode()
    assert not Candidate.objects.exclude(decision="").exists()


def test_the_number_beside_the_area_is_of_the_undecided(
    client: Client, running: Round, anna: User, now: datetime
) -> None:
    first = running.candidates.order_by("pk")[0]
    rounds.decide(candidate=first, decision=DROPPED, note="Insolvent", by=anna, at=now)
    page = _page(_at(client, anna), "/heute")
    assert '<span class="nav-l">Wochenrunde</span><span class="n">13</span>' in page


def test_a_step_answers_with_the_round_and_the_other_learns_of_it(
    running: Round, anna: User, tobias: User, now: datetime
) -> None:
    hers, his = _at(Client(), anna), _at(Client(), tobias)
    before = _page(his)
    seen = before.split("/stand?r=")[1].split('"')[0]
    assert his.get(f"/wochenrunde/{running.pk}/stand?r={seen}").status_code == 204
    candidate = running.candidates.order_by("pk")[0]
    start = on(now, "14:00").isoformat()
    answer = _post(
        hers, _path(candidate, "vereinbaren"), decision=CALLING, caller=anna.pk, **{f"at_{anna.pk}": start}
    )
    assert "1 von 14 besprochen" in answer.content.decode()
    news = his.get(f"/wochenrunde/{running.pk}/stand?r={seen}")
    assert news.status_code == 200
    assert "Di\u00a014:00" in news.content.decode()
    assert "Anna, 1 von 10 Anrufen vergeben" in news.content.decode()


def test_sent_twice_it_is_decided_once_and_the_second_person_learns_who_was_faster(
    running: Round, anna: User, tobias: User
) -> None:
    hers, his = _at(Client(), anna), _at(Client(), tobias)
    candidate = running.candidates.order_by("pk")[0]
    sent = {"decision": WAITING, "until": "2026-12-03", "_key": str(uuid.uuid4())}
    hers.post(_path(candidate, "vereinbaren"), sent)
    hers.post(_path(candidate, "vereinbaren"), sent)
    answer = _post(his, _path(candidate, "vereinbaren"), decision=DROPPED, note="Kein Bedarf")
    assert "Anna war schneller: Warten, bis Do\u00a03.12." in answer.content.decode()
    candidate.refresh_from_db()
    assert (candidate.decision, candidate.until) == (WAITING, date(2026, 12, 3))


def test_postponed_without_a_day_it_comes_back_with_the_next_round(
    client: Client, running: Round, anna: User
) -> None:
    candidate = running.candidates.order_by("pk")[0]
    _post(_at(client, anna), _path(candidate, "vereinbaren"), decision=WAITING)
    candidate.refresh_from_db()
    assert candidate.until == MONDAY + timedelta(weeks=1)


def test_what_is_typed_is_kept_and_undone(client: Client, ulm: Tandem, anna: User, now: datetime) -> None:
    _customers(ulm, now, 1)
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    candidate = found.candidates.get()
    answer = _post(
        _at(client, anna), _path(candidate, "ansicht"), wish=CALLING, background="Frau Keller verlangen"
    )
    assert "gespeichert 09:41" in answer.content.decode()
    assert "Frau Keller verlangen</textarea>" in _page(client)
    answer = _post(client, _path(candidate, "ansicht/zurueck"))
    assert "Frau Keller verlangen" not in answer.content.decode()


def test_the_partner_s_view_is_not_on_the_page_before_the_round_begins(
    ulm: Tandem, anna: User, tobias: User, juergen: User, now: datetime
) -> None:
    _customers(ulm, now, 1)
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    rounds.prepare(candidate=found.candidates.get(), background="Nur für mich", by=tobias, at=now)
    for user in (anna, juergen):
        assert "Nur für mich" not in _page(_at(Client(), user), f"/wochenrunde/{found.pk}")
    _post(_at(Client(), anna), f"/wochenrunde/{found.pk}/beginnen")
    assert "Nur für mich" in _page(_at(Client(), anna))


def test_the_round_from_the_proposal_to_its_tasks_in_the_browser(
    client: Client, running: Round, anna: User
) -> None:
    _at(client, anna)
    candidate = running.candidates.order_by("pk")[0]
    page = _page(client)
    proposed = page.split(f'name="at_{anna.pk}" value="')[1].split('"')[0]
    values = {"decision": CALLING, "caller": anna.pk, f"at_{anna.pk}": proposed}
    _post(client, _path(candidate, "vereinbaren"), **values)
    _post(client, f"/wochenrunde/{running.pk}/beenden")
    assert Task.objects.get().accountable == anna
    page = _page(client, f"/wochenrunde/{running.pk}")
    assert "Was dabei herauskam" in page
    assert "0 von 1" in page
    _post(client, f"/wochenrunde/{running.pk}/oeffnen")
    running.refresh_from_db()
    assert running.state == RUNNING
    assert not Task.objects.exists()


def test_another_time_wins_over_the_proposed_ones(
    client: Client, running: Round, anna: User, now: datetime
) -> None:
    candidate = running.candidates.order_by("pk")[0]
    _post(
        _at(client, anna), _path(candidate, "vereinbaren"), decision=CALLING, caller=anna.pk,
        other_time="2026-11-26T08:40", **{f"at_{anna.pk}": on(now, "14:00").isoformat()},
    )  # fmt: skip
    candidate.refresh_from_db()
    assert candidate.planned_at == on(now, "08:40", days=2)


def test_the_page_asks_as_often_for_fourteen_as_for_thousands(
    ulm: Tandem, anna: User, tobias: User, juergen: User, now: datetime
) -> None:
    playbook.set_rule(
        kind=ConsultationFirst(channels=(BY_PHONE,), hours=8), scope=Scope(), effect=BLOCK, reason="So vereinbart.",
        by=juergen, at=now - timedelta(days=1),
    )  # fmt: skip
    _customers(ulm, now, 14)
    before = rounds.propose(
        tandem=ulm, monday=MONDAY - timedelta(weeks=1), by=anna, at=now - timedelta(days=7)
    )
    rounds.end(round=rounds.start(round=before, by=anna, at=now - timedelta(days=7)), by=anna, at=now)
    found = rounds.propose(tandem=ulm, monday=MONDAY, by=anna, at=now)
    client = _at(Client(), anna)
    _page(client)
    preparing = _queries(client, "/wochenrunde")
    rounds.start(round=found, by=anna, at=now)
    for number, candidate in enumerate(found.candidates.order_by("pk")[:4]):
        rounds.prepare(candidate=candidate, wish=CALLING, background="Bitte anrufen", by=tobias, at=now)
        if number:
            rounds.decide(
                candidate=candidate, decision=CALLING, caller=anna, planned_at=on(now, f"{12 + number}:00"),
                by=anna, at=now
            )  # fmt: skip
    _page(client)
    few = _queries(client, "/wochenrunde")
    _many(ulm, found, now, few_points=5_000)
    many = _queries(client, "/wochenrunde")
    assert preparing <= MOST
    assert few <= MOST
    assert many <= few
    assert "5000 weitere unter 55 Punkten" in _page(client).replace(".", "").replace("5,000", "5000")


def _many(tandem: Tandem, found: Round, now: datetime, *, few_points: int) -> None:
    """So many candidates of few points beside a hundred of many."""
    template = Customer.objects.filter(tandem=tandem).order_by("pk")[0]
    made = Customer.objects.bulk_create(
        Customer(
            name=f"Kunde {number}", name_key=f"kunde{number}", sort_key=f"kunde {number:05d}", tandem=tandem,
            created_at=now, changed_at=now, klass=template.klass,
        )
        for number in range(100 + few_points)
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(
            round=found, customer=customer, score=90 if number < 100 else weights.SHOWN_FROM - 1,
            reasons=[{"key": "calls.overdue", "points": 40, "values": {"weeks": 9, "plan": 6, "side": "", "last": ""}}],
        )
        for number, customer in enumerate(made)
    )  # fmt: skip


def test_long_lists_go_on_page_by_page_and_nobody_is_left_out(
    client: Client, running: Round, ulm: Tandem, anna: User, now: datetime
) -> None:
    _many(ulm, running, now, few_points=60)
    last = running.candidates.order_by("score", "-pk")[0]
    rounds.decide(candidate=last, decision=WAITING, until=date(2026, 12, 14), by=anna, at=now)
    page = _page(_at(client, anna), f"/wochenrunde/{running.pk}?alle=1")
    seen: list[str] = []
    for _turn in range(200):
        seen += [part.split('"')[0] for part in page.split('id="r-')[1:] if part[0].isdigit()]
        if "weitere?nach=" not in page:
            break
        place = page.split("weitere?nach=")[1].split('"')[0].replace("&amp;", "&")
        page = _page(client, f"/wochenrunde/{running.pk}/weitere?nach={place}")
    assert len(seen) == len(set(seen)) == running.candidates.count()
    assert "bis Mo\u00a014.12." in page


def test_the_stand_in_takes_part_and_the_absent_one_s_view_counts(
    running: Round, anna: User, tobias: User, murat: User, now: datetime
) -> None:
    candidate = running.candidates.order_by("pk")[0]
    rounds.prepare(candidate=candidate, background="Herrn Traub verlangen", by=tobias, at=now)
    people.report_absence(
        user=tobias, from_date=now.date(), to_date=now.date(), deputy=murat, by=None, at=now
    )
    his = _at(Client(), murat)
    page = _page(his, f"/wochenrunde/{running.pk}")
    assert "Tobias ist abwesend, die Vorbereitung von Tobias zählt" in page
    assert "Herrn Traub verlangen" in page
    _post(his, _path(candidate, "vereinbaren"), decision=DROPPED, note="Insolvent")
    candidate.refresh_from_db()
    assert candidate.decided_by == murat


def test_a_round_that_is_over_is_ended_by_nobody_again(
    client: Client, running: Round, anna: User, now: datetime
) -> None:
    rounds.end(round=running, by=anna, at=now)
    answer = _post(_at(client, anna), f"/wochenrunde/{running.pk}/beenden")
    assert "Anna hat die Runde am" in answer.content.decode()
    running.refresh_from_db()
    assert running.state == DONE
