"""The agreement: drawn up from what holds, published as a version that stays, acknowledged once by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tandem.base.files import actions as files
from tandem.base.files.testing import png
from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions, agreement, testing
from tandem.essentials.playbook.agreement import ADDED, REWORDED, Content, Line
from tandem.essentials.playbook.models import Acknowledgement, Agreement
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.playbook.testing import Quiet
from tests.cast import NOW

pytestmark = pytest.mark.django_db

WORDS = "Wir betreuen unsere Kunden gemeinsam."


@pytest.fixture(autouse=True)
def quiet_is_known() -> Iterator[None]:
    with testing.known():
        yield


def publish(by: User, at: datetime, words: str = WORDS) -> Agreement:
    return actions.publish(preamble=words, by=by, at=at)


def marked(found: Agreement) -> dict[str, Line]:
    """The lines that are different from the version before, by their German words."""
    text = Content.read(found.content).texts["de"]
    return {line.now.words: line for line in text.lines if line.mark}


# --- what it says


def test_it_says_every_rule_in_force_and_who_answers_for_each_step(
    hoelzl: Customer, juergen: User, now: datetime
) -> None:
    testing.quiet(at=now, scope=Scope(kind="customer", customer=hoelzl), effect=WARN)
    texts = Content.read(publish(juergen, now).content).texts
    german = [line.now.whole for line in texts["de"].lines]
    assert (
        "Hölzl Fördertechnik GmbH: Nobody rings about the price for 3 Arbeitstagen. (sonst nur mit einem Grund)"
        in german
    )
    assert any(line.startswith("1 Kontakt aufbereiten: Verantwortlich: Innendienst") for line in german)
    assert any(
        line.startswith("1 Prepare the lead: Responsible: Inside sales.")
        for line in (line.now.whole for line in texts["en"].lines)
    )
    assert texts["de"].sections[-1].label == "Wer welchen Schritt verantwortet"


def test_of_rules_that_contradict_each_other_it_says_the_stricter_alone(juergen: User, now: datetime) -> None:
    testing.quiet(at=now, effect=WARN, days=5)
    testing.quiet(at=now, effect=BLOCK, days=4)
    words = [line.now.words for line in Content.read(publish(juergen, now).content).texts["de"].lines]
    assert "Nobody rings about the price for 4 Arbeitstagen." in words
    assert "Nobody rings about the price for 5 Arbeitstagen." not in words


def test_the_next_version_marks_what_is_new_worded_anew_and_given_up(juergen: User, now: datetime) -> None:
    kept = testing.quiet(at=now, about="price", days=3)
    gone = testing.quiet(at=now, about="date", days=3)
    publish(juergen, now)
    tomorrow = now + timedelta(days=1)
    between = actions.set_rule(
        kind=Quiet(days=4), scope=Scope(), effect=BLOCK, by=juergen, at=tomorrow, replaces=kept
    )
    actions.set_rule(
        kind=Quiet(days=5), scope=Scope(), effect=BLOCK, by=juergen, at=tomorrow, replaces=between
    )
    actions.end_rule(rule=gone, by=juergen, at=tomorrow)
    testing.quiet(at=tomorrow, scope=Scope(kind="class", klass="A"), effect=WARN, days=9)
    second = publish(juergen, tomorrow)
    lines = marked(second)
    assert {words: line.mark for words, line in lines.items()} == {
        "Nobody rings about the price for 5 Arbeitstagen.": REWORDED,
        "Nobody rings about the price for 9 Arbeitstagen.": ADDED,
    }
    before = lines["Nobody rings about the price for 5 Arbeitstagen."].before
    assert before is not None
    assert before.words == "Nobody rings about the price for 3 Arbeitstagen."
    text = Content.read(second.content).texts["de"]
    assert [one.words for one in text.given_up] == ["Nobody rings about the date for 3 Arbeitstagen."]
    assert text.changes == 3


def test_a_version_marks_nothing_where_only_the_preamble_is_new(juergen: User, now: datetime) -> None:
    publish(juergen, now)
    second = publish(juergen, now, "Andere Worte.")
    assert marked(second) == {}
    assert Content.read(second.content).preamble_before == WORDS


def test_the_document_is_a_pdf_in_each_language(juergen: User, now: datetime) -> None:
    found = publish(juergen, now)
    for document, words in (
        (
            found.pdf_de,
            ("Wie wir zusammenarbeiten", WORDS, "24.11.2026", "Lechner Fördertechnik GmbH", "Seite 1 von"),
        ),
        (found.pdf_en, ("How we work together", WORDS, "Published on 24 Nov 2026", "Page 1 of")),
    ):
        pages = pypdf.PdfReader(BytesIO(files.read(file=document))).pages
        text = " ".join(
            " ".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ").split()
        )
        assert [one for one in words if one not in text] == []


# --- publishing


def test_only_sales_management_and_coordination_publish(anna: User, nina: User, now: datetime) -> None:
    for somebody in (anna, nina):
        with pytest.raises(NotAllowed):
            publish(somebody, now)
    assert not Agreement.objects.exists()


def test_an_agreement_has_words_of_its_own_and_says_something_new(juergen: User, now: datetime) -> None:
    with pytest.raises(actions.PreambleMissing):
        publish(juergen, now, " \n ")
    publish(juergen, now)
    with pytest.raises(actions.NothingNew):
        publish(juergen, now)


def test_a_rule_that_changed_while_the_publisher_read_is_shown_first(juergen: User, now: datetime) -> None:
    read = agreement.draw_up(preamble=WORDS, since=None, at=now).read_as
    testing.quiet(at=now)
    with pytest.raises(actions.NotAsSeen):
        actions.publish(preamble=WORDS, seen=read, by=juergen, at=now)


def test_what_was_published_or_acknowledged_stays(juergen: User, anna: User, now: datetime) -> None:
    found = publish(juergen, now)
    own = actions.acknowledge(agreement=found, by=anna, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=found.pk).update(content={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.filter(pk=own.pk).update(at=now + timedelta(days=1))
    for row in (own, found):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()
    assert not [violation for violation in checks.run_all() if "agreement" in violation.sentence]


def test_a_version_that_was_touched_is_found_by_the_check(juergen: User, now: datetime) -> None:
    publish(juergen, now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE playbook_agreement DISABLE TRIGGER playbook_agreement_stays")
        cursor.execute(
            """UPDATE playbook_agreement SET content = jsonb_set(content, '{preamble}', '"Anders"')"""
        )
    sentences = [violation.sentence for violation in checks.run_all()]
    assert "Agreement 1 no longer reads as it was published." in sentences
    assert any("no longer guards playbook_agreement" in sentence for sentence in sentences)


# --- acknowledging


def test_acknowledging_twice_is_acknowledging_once(juergen: User, anna: User, now: datetime) -> None:
    found = publish(juergen, now)
    first = actions.acknowledge(agreement=found, by=anna, at=now)
    again = actions.acknowledge(agreement=found, by=anna, at=now + timedelta(hours=1))
    assert (again.pk, again.at) == (first.pk, now)
    assert Entry.objects.filter(type="playbook.agreement_acknowledged").count() == 1


def test_only_the_version_that_holds_is_acknowledged(juergen: User, anna: User, now: datetime) -> None:
    first = publish(juergen, now)
    publish(juergen, now, "Andere Worte.")
    with pytest.raises(actions.Superseded):
        actions.acknowledge(agreement=first, by=anna, at=now)


def test_it_is_one_between_those_who_look_after_customers(
    juergen: User, anna: User, rolf: User, paul: User, nina: User, now: datetime
) -> None:
    found = publish(juergen, now)
    assert [one.user for one in agreement.signatures(found)] == [rolf, anna, juergen]
    for somebody in (paul, nina):
        assert agreement.waiting_for(somebody) is None
        with pytest.raises(NotAllowed):
            actions.acknowledge(agreement=found, by=somebody, at=now)


def test_a_new_version_waits_for_everybody_again(juergen: User, anna: User, now: datetime) -> None:
    actions.acknowledge(agreement=publish(juergen, now), by=anna, at=now)
    assert agreement.waiting_for(anna) is None
    second = publish(juergen, now, "Andere Worte.")
    assert agreement.waiting_for(anna) == second


def test_a_new_colleague_finds_it_first_thing_on_the_day(
    client: Client, juergen: User, now: datetime
) -> None:
    publish(juergen, now)
    newcomer = people.add_user(
        email="kim.neu@tandem.example", first_name="Kim", last_name="Neu", roles=["inside"], by=None, at=now
    )
    client.force_login(newcomer)
    assert "lesen und bestätigen" in client.get("/heute").content.decode()
    client.post("/spielregeln/vereinbarung/1/bestaetigen")
    assert "lesen und bestätigen" not in client.get("/heute").content.decode()


# --- who reads what


def test_an_agent_reads_what_concerns_the_agent(
    client: Client, hoelzl: Customer, ulm: Tandem, juergen: User, rolf: User, now: datetime
) -> None:
    testing.quiet(at=now, scope=Scope(kind="class", klass="A"), days=7)
    mine = testing.quiet(at=now, scope=Scope(kind="customer", customer=hoelzl), days=8)
    testing.quiet(at=now, scope=Scope(kind="tandem", tandem=ulm), days=9)
    publish(juergen, now)
    later = now + timedelta(days=1)
    actions.set_rule(kind=Quiet(days=11), scope=Scope(), effect=BLOCK, by=juergen, at=later, replaces=mine)
    publish(juergen, later)
    client.force_login(rolf)
    for number in (1, 2):
        page = client.get(f"/spielregeln/vereinbarung/{number}").content.decode()
        pdf = client.get(f"/spielregeln/vereinbarung/{number}/pdf").content
        text = "".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(pdf)).pages)
        for shown in (page, text):
            assert "for 7 Arbeitstagen" in shown
            assert "Hölzl" not in shown
            assert "Ulm-Bodensee" not in shown
            assert "Auszug" in text
        assert "Anna Reiter" not in page


def test_whoever_has_no_customers_reads_no_agreement(
    client: Client, juergen: User, paul: User, now: datetime
) -> None:
    publish(juergen, now)
    client.force_login(paul)
    for path in ("", "/1", "/1/pdf", "/neu"):
        assert client.get(f"/spielregeln/vereinbarung{path}").status_code == 403, path


def test_the_page_of_the_rules_tells_how_many_lines_are_different(
    client: Client, juergen: User, anna: User, now: datetime
) -> None:
    publish(juergen, now)
    testing.quiet(at=now)
    client.force_login(juergen)
    page = client.get("/spielregeln").content.decode()
    assert "Eine Änderung seit der Vereinbarung vom" in page
    assert "Neu fassen" in page
    client.force_login(anna)
    page = client.get("/spielregeln").content.decode()
    assert "Eine Änderung seit der Vereinbarung vom" in page
    assert "Neu fassen" not in page


def test_the_lead_draws_it_up_in_the_browser_and_sees_what_is_missing(client: Client, juergen: User) -> None:
    client.force_login(juergen)
    draft = client.get("/spielregeln/vereinbarung/neu")
    seen = draft.context["seen"]
    path = "/spielregeln/vereinbarung/veroeffentlichen"
    assert client.post(path, {"preamble": "", "seen": seen}).status_code == 422
    testing.quiet(at=NOW)
    stale = client.post(path, {"preamble": WORDS, "seen": seen})
    assert stale.status_code == 422
    assert WORDS in stale.content.decode()
    assert client.post(path, {"preamble": WORDS, "seen": stale.context["seen"]}).status_code == 302
    assert Agreement.objects.get().published_by == juergen


def test_the_page_costs_as_many_queries_for_many_rules_as_for_few(
    client: Client,
    juergen: User,
    anna: User,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for days in range(1, 30):
        testing.quiet(at=now, days=days, scope=Scope(kind="class", klass="ABC"[days % 3]))
    publish(juergen, now)
    client.force_login(anna)
    with django_assert_max_num_queries(15):
        client.get("/spielregeln/vereinbarung")


# --- reminding


def test_whoever_has_not_acknowledged_is_reminded_by_mail_after_some_days_and_once_a_week(
    juergen: User, anna: User, ulm: Tandem, now: datetime
) -> None:
    found = publish(juergen, now)
    actions.acknowledge(agreement=found, by=juergen, at=now)
    assert actions.remind(at=now + timedelta(days=3)) == 0
    monday = now + timedelta(days=6)
    assert actions.remind(at=monday) == 3
    assert sorted(mail.to[0].split(".")[0] for mail in OutgoingMail.objects.all()) == [
        "anna",
        "ben",
        "tobias",
    ]
    assert actions.remind(at=monday + timedelta(days=4)) == 0
    actions.acknowledge(agreement=found, by=anna, at=monday)
    assert actions.remind(at=monday + timedelta(days=7)) == 2


def test_nobody_is_reminded_while_away_or_on_the_first_days(juergen: User, anna: User, now: datetime) -> None:
    actions.acknowledge(agreement=publish(juergen, now), by=juergen, at=now)
    monday = now + timedelta(days=6)
    people.report_absence(
        user=anna, from_date=monday.date(), to_date=monday.date(), deputy=None, by=anna, at=now
    )
    people.add_user(
        email="kim.neu@tandem.example",
        first_name="Kim",
        last_name="Neu",
        roles=["field"],
        by=None,
        at=monday,
    )
    assert actions.remind(at=monday) == 0


def test_the_logo_stands_on_the_agreement_and_a_published_one_keeps_its_own(
    juergen: User, now: datetime
) -> None:
    people.keep_logo(content=png((600, 200), colour="red"), name="logo.png", by=None, at=now)
    published = publish(juergen, now)
    people.remove_logo(by=None, at=now)
    document = published.pdf_de
    assert len(pypdf.PdfReader(BytesIO(files.read(file=document))).pages[0].images) == 1
