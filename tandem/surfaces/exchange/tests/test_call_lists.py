"""Lists of calls to take along: whoever has objected stands in none, and it is said how many were left out (S1.6)."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tandem.base.journal.models import Entry
from tandem.base.journal.queries import tell
from tandem.essentials.calendar.testing import on
from tandem.essentials.consent import actions as consent
from tandem.essentials.consent.testing import consented, objected, presumed
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import testing
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork.contacts import CALL
from tandem.essentials.teamwork.rules import LegalBasis
from tandem.journey.calls import lists
from tandem.journey.calls.calling import line
from tandem.journey.calls.models import CALLING, Candidate, Round
from tandem.journey.calls.rounds import actions as rounds
from tandem.journey.calls.testing import round_running
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import READS_CALLS
from tandem.surfaces.exchange.entries import CallListTaken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def _company(name: str, tandem: Tandem, now: datetime, **more: Any) -> Customer:
    return testing.a_customer(
        name=name, tandem=tandem, klass="A", city="Ulm", at=now - timedelta(weeks=26), **more
    )


def _person(customer: Customer, last_name: str, phone: str, now: datetime) -> Contact:
    return testing.a_contact(customer=customer, first_name="Eva", last_name=last_name, phones=phone, at=now)


@pytest.fixture
def companies(ulm: Tandem, now: datetime) -> list[Customer]:
    """Three companies with two people each, and a line of their own."""
    found = []
    for number, name in enumerate(("Egger Antriebe", "Federsee Silotechnik", "Gstöttner Säge")):
        made = _company(name, ulm, now, phones=f"0731 1234{number}0")
        _person(made, f"Eins{number}", f"0731 1234{number}1", now)
        _person(made, f"Zwei{number}", f"0731 1234{number}2", now)
        found.append(made)
    return found


def _ended(ulm: Tandem, anna: User, now: datetime) -> Round:
    running = round_running(tandem=ulm, monday=datetime(2026, 11, 23).date(), by=anna, at=now)
    for place, candidate in enumerate(Candidate.objects.filter(round=running).order_by("pk")):
        planned = on(now, "10:00", days=place // 6) + timedelta(hours=place % 6)
        rounds.decide(candidate=candidate, decision=CALLING, caller=anna, planned_at=planned, by=anna, at=now)
    return rounds.end(round=running, by=anna, at=now)


def _sheet(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows]


def _all_words(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_the_agreed_round_as_excel_says_who_was_left_out(
    client: Client, ulm: Tandem, companies: list[Customer], anna: User, now: datetime
) -> None:
    ended = _ended(ulm, anna, now)
    objected(about=Contact.objects.get(last_name="Eins0"), at=now, by=anna)
    objected(about=companies[2], at=now, by=anna)
    client.force_login(anna)
    rows = _sheet(client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx"))
    words = _all_words(rows)
    assert [row[0] for row in rows[1:5]] == ["Egger Antriebe"] * 2 + ["Federsee Silotechnik"] * 2
    assert "+49 731 123402" in words
    for gone in ("Eins0", "123401", "Gstöttner", "123420", "123421", "123422"):
        assert gone not in words
    assert "4 wegen Widerspruchs weggelassen." in words, "one person, and three at the company"
    page = client.get(f"/wochenrunde/{ended.pk}").content.decode()
    assert f"/wochenrunde/{ended.pk}/anrufe.xlsx" in page


@pytest.mark.parametrize("effect", [BLOCK, WARN])
def test_where_a_rule_blocks_without_a_basis_whoever_has_none_is_left_out(
    client: Client, ulm: Tandem, companies: list[Customer], anna: User, now: datetime, effect: str
) -> None:
    ended = _ended(ulm, anna, now)
    presumed(about=Contact.objects.get(last_name="Zwei1"), at=now, by=anna)
    playbook.set_rule(kind=LegalBasis(channels=(CALL,)), scope=Scope(), effect=effect, by=None, at=now)
    client.force_login(anna)
    words = _all_words(_sheet(client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx")))
    if effect == WARN:
        assert "weggelassen" not in words
        return
    assert "Zwei1" in words
    assert "Eins1" not in words
    assert "8 weggelassen, weil keine Rechtsgrundlage da ist und eure Spielregel eine verlangt." in words


def test_the_own_list_of_today_as_excel(
    client: Client, ulm: Tandem, companies: list[Customer], anna: User, tobias: User, now: datetime
) -> None:
    _ended(ulm, anna, now)
    objected(about=companies[0], at=now, by=anna)
    client.force_login(anna)
    words = _all_words(_sheet(client.post("/anrufen/heute.xlsx")))
    assert "Egger" not in words
    assert "Federsee Silotechnik" in words
    assert "1 wegen Widerspruchs weggelassen." in words
    assert "/anrufen/heute.xlsx" in client.get("/anrufen").content.decode()
    client.force_login(tobias)
    assert "Federsee" not in _all_words(_sheet(client.post("/anrufen/heute.xlsx")))


def test_what_looks_like_a_formula_is_a_text(client: Client, ulm: Tandem, anna: User, now: datetime) -> None:
    _company("=1+2", ulm, now, phones="0731 123400")
    ended = _ended(ulm, anna, now)
    client.force_login(anna)
    assert _sheet(client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx"))[1][0] == "=1+2"


def test_another_tandem_s_round_is_not_there(
    client: Client,
    ulm: Tandem,
    allgaeu: Tandem,
    companies: list[Customer],
    anna: User,
    murat: User,
    now: datetime,
) -> None:
    ended = _ended(ulm, anna, now)
    client.force_login(murat)
    assert client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx").status_code == 404
    assert Client().post(f"/wochenrunde/{ended.pk}/anrufe.xlsx").status_code == 302
    assert Client().post("/anrufen/heute.xlsx").status_code == 302


def test_as_many_queries_for_one_company_as_for_many(
    client: Client, ulm: Tandem, companies: list[Customer], anna: User, now: datetime
) -> None:
    for number in range(15):
        _person(
            _company(f"Firma {number}", ulm, now, phones=f"0751 1238{number:02}"),
            f"Kolb{number}",
            f"0751 1239{number:02}",
            now,
        )
    playbook.set_rule(kind=LegalBasis(channels=(CALL,)), scope=Scope(), effect=BLOCK, by=None, at=now)
    client.force_login(anna)
    ended = _ended(ulm, anna, now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx")
    # The entry of who took it, and the marks of its transaction, are no questions.
    assert len([one for one in queries if one["sql"].startswith(("SELECT", "WITH"))]) <= 15


class TestPrograms:
    """By a key that reads lists, and nothing else."""

    def ask(self, secret: str, **more: str) -> Any:
        return Client().get("/api/v1/calls", more, headers={"Authorization": f"Bearer {secret}"})

    def test_the_week_s_rounds_as_json_without_who_has_objected(
        self, ulm: Tandem, companies: list[Customer], anna: User, juergen: User, now: datetime
    ) -> None:
        _ended(ulm, anna, now)
        objected(about=companies[1], at=now, by=anna)
        _key, secret = leads.make_key(name="Wählhilfe", purpose=READS_CALLS, by=juergen, at=now)
        answer = self.ask(secret, week="2026-11-25")
        assert answer.status_code == 200
        [told] = answer.json()["rounds"]
        assert (told["tandem"], told["week"]) == (ulm.name, "2026-11-23")
        assert {call["company"] for call in told["calls"]} == {"Egger Antriebe", "Gstöttner Säge"}
        assert told["calls"][0]["phones"] == ["+49731123401"]
        assert told["left_out"] == {"objected": 3, "without_basis": 0, "without_number": 0}
        assert self.ask(secret, week="2026-11-30").json() == {"rounds": []}
        for wrong in ("x", "2026-13-01", "0001-01-01", "9" * 500):
            assert self.ask(secret, week=wrong).status_code == 400

    def test_a_key_that_brings_leads_reads_nothing_and_the_other_way_round(
        self, ulm: Tandem, juergen: User, now: datetime
    ) -> None:
        _key, brings = leads.make_key(name="Shop", by=juergen, at=now)
        _key, reads = leads.make_key(name="Wählhilfe", purpose=READS_CALLS, by=juergen, at=now)
        assert self.ask(brings).status_code == 401
        assert self.ask("").status_code == 401
        sent = {"company": "X", "last_name": "Y", "email": "y@x.example"}
        refused = Client().post(
            "/api/v1/leads",
            sent,
            content_type="application/json",
            headers={"Authorization": f"Bearer {reads}"},
        )
        assert refused.status_code == 401
        assert Client().post("/api/v1/calls", headers={"Authorization": f"Bearer {reads}"}).status_code in {
            403,
            405,
        }

    def test_it_reads_what_its_maker_may_and_only_while_they_may(
        self, client: Client, ulm: Tandem, nina: User, juergen: User, now: datetime
    ) -> None:
        client.force_login(nina)
        assert (
            client.post("/leads/schluessel/anlegen", {"name": "x", "purpose": READS_CALLS}).status_code == 422
        )
        key, secret = leads.make_key(name="Wählhilfe", purpose=READS_CALLS, by=juergen, at=now)
        assert self.ask(secret).status_code == 200
        User.objects.filter(pk=juergen.pk).update(is_active=False)
        assert self.ask(secret).status_code == 401
        User.objects.filter(pk=juergen.pk).update(is_active=True)
        leads.revoke_key(key=key, by=juergen, at=now)
        assert self.ask(secret).status_code == 401


class TestWhoTookWhichList:
    """A list that leaves the house is told in the journal: who, which one, when, with how many customers."""

    def told(self) -> list[tuple[int | None, str, dict[str, Any]]]:
        found = Entry.objects.filter(type=CallListTaken.key).order_by("pk")
        return [(one.actor_id, tell(one).event.sentence(), one.data) for one in found]

    def test_each_workbook_is_an_entry_with_its_customers(
        self, client: Client, ulm: Tandem, companies: list[Customer], anna: User, now: datetime
    ) -> None:
        ended = _ended(ulm, anna, now)
        objected(about=companies[1], at=now, by=anna)
        client.force_login(anna)
        rows = len(_sheet(client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx"))) - 4
        client.post("/anrufen/heute.xlsx")
        (who, sentence, data), (_who, own, _data) = self.told()
        assert who == anna.pk
        assert sentence == f"Anrufe der Runde von {ulm.name} ab Mo\u00a023.11. als Excel, 2 Kunden"
        assert own == "Eigene Anrufe von Di\u00a024.11. als Excel, 2 Kunden"
        assert data["customers"] == sorted([companies[0].pk, companies[2].pk]), "nobody who has objected"
        assert data["people"] == rows
        # One click is no line in every customer's timeline, and no contact with them.
        assert not Entry.objects.filter(type=CallListTaken.key, customer_id__isnull=False).exists()

    def test_reading_the_page_or_being_refused_takes_nothing(
        self, client: Client, ulm: Tandem, companies: list[Customer], anna: User, murat: User, now: datetime
    ) -> None:
        ended = _ended(ulm, anna, now)
        client.force_login(murat)
        client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx")
        client.force_login(anna)
        assert client.get(f"/wochenrunde/{ended.pk}/anrufe.xlsx").status_code == 405
        assert client.get("/anrufen/heute.xlsx").status_code == 405
        for one in companies:
            objected(about=one, at=now, by=anna)
        client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx")
        assert self.told() == [], "a list with nobody in it is none"

    def test_a_program_that_asks_again_is_told_of_once_a_day_and_when_somebody_new_is_on_it(
        self, ulm: Tandem, companies: list[Customer], anna: User, juergen: User, now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        _ended(ulm, anna, now)
        objection = objected(about=companies[1], at=now, by=anna)
        _key, secret = leads.make_key(name="Wählhilfe", purpose=READS_CALLS, by=juergen, at=now)
        ask = TestPrograms().ask
        for _again in range(3):
            assert ask(secret).status_code == 200
        [(who, sentence, data)] = self.told()
        assert (who, len(data["customers"])) == (None, 2)
        assert sentence == "Anrufe der Woche ab Mo\u00a023.11. an das Programm „Wählhilfe“, 2 Kunden"
        consent.take_back(statement=objection, by=anna, at=now)
        ask(secret)
        assert [len(data["customers"]) for _who, _sentence, data in self.told()] == [2, 3]
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
        ask(secret)
        assert len(self.told()) == 3
        ask(secret, week="2026-11-30")
        assert len(self.told()) == 3, "an empty week is no list"

    def test_the_page_shows_the_own_ones_and_everybody_s_to_who_looks_into_every_round(
        self, client: Client, ulm: Tandem, companies: list[Customer], anna: User, tobias: User, ben: User,
        now: datetime, django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        ended = _ended(ulm, anna, now)
        client.force_login(anna)
        client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx")
        shown = {}
        for person in (anna, tobias, ben):
            client.force_login(person)
            with django_assert_max_num_queries(15):
                shown[person] = client.get("/anrufen/listen").content.decode()
        told = f"Anrufe der Runde von {ulm.name} ab Mo\u00a023.11. als Excel, 3 Kunden"
        assert [told in page for page in shown.values()] == [True, False, True]
        assert "Anna Reiter" in shown[ben]
        assert "Noch hat niemand" in shown[tobias]


SAID = st.lists(
    st.tuples(
        st.integers(0, 8), st.sampled_from(["objects", "agrees", "wishes"]), st.sampled_from(["call", "all"])
    ),
    max_size=10,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, rule=st.sampled_from(["", BLOCK, WARN]), merged=st.booleans())
def test_a_contact_with_an_objection_appears_in_no_call_list_by_any_way(
    said: list[tuple[int, str, str]], rule: str, merged: bool,
    client: Client, ulm: Tandem, companies: list[Customer], anna: User, juergen: User, now: datetime,
) -> None:  # fmt: skip
    with transaction.atomic():
        ended = _ended(ulm, anna, now)
        if rule:
            playbook.set_rule(kind=LegalBasis(channels=(CALL,)), scope=Scope(), effect=rule, by=None, at=now)
        about: list[Contact | Customer] = [*Contact.objects.order_by("pk"), *companies]
        barred = _say(said, about, anna, now)
        if merged:
            customers.merge(survivor=companies[0], gone=companies[1], by=anna, at=now)
        numbers = {
            number
            for one in barred
            for number in (
                one.channels.values_list("value", flat=True)
                if isinstance(one, Contact)
                else Customer.objects.get(pk=one.pk).channels.values_list("value", flat=True)
            )
        }
        _key, secret = leads.make_key(name="x", purpose=READS_CALLS, by=juergen, at=now)
        client.force_login(anna)
        shown = [
            _all_words(_sheet(client.post(f"/wochenrunde/{ended.pk}/anrufe.xlsx"))).replace(" ", ""),
            _all_words(_sheet(client.post("/anrufen/heute.xlsx"))).replace(" ", ""),
            TestPrograms().ask(secret).content.decode(),
        ]
        for number in numbers:
            assert all(number not in words for words in shown), number
        waiting = {one.contact_id for one in line.of(user=anna, at=now).waiting}
        assert not waiting & {one.pk for one in barred if isinstance(one, Contact)}
        for row in (*lists.of_round(ended, at=now).rows, *lists.of_today(anna, at=now).rows):
            assert row.contact not in barred
            assert row.contact is not None or row.customer not in barred
        transaction.set_rollback(True)


def _say(
    said: list[tuple[int, str, str]], about: list[Contact | Customer], anna: User, now: datetime
) -> list[Contact | Customer]:
    """Say it all in order; who stands with an objection in the end, with everybody of a company that does."""
    from tandem.essentials.consent.actions import ObjectionStands

    standing: dict[int, bool] = {}
    for place, (which, what, channel) in enumerate(said):
        at = now - timedelta(hours=1) + timedelta(minutes=place)
        try:
            if what == "objects":
                objected(about=about[which], at=at, by=anna, channel=channel)
                standing[which] = True
            elif what == "agrees":
                consented(about=about[which], at=at, by=anna, happened_at=at)
                # A consent to calls lifts an objection to calls or to everything.
                standing[which] = False
            else:
                presumed(about=about[which], at=at, by=anna)
        except ObjectionStands:
            continue
    found = [about[which] for which, stands in standing.items() if stands]
    firms = [one.pk for one in found if isinstance(one, Customer)]
    return [*found, *Contact.objects.filter(customer__in=firms)]
