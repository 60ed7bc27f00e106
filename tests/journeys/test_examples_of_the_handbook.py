"""Examples of the handbook: what the rules do, who is told, how two people solve it, and how it becomes a rule.

The others have stories of their own: no report (`test_no_report`), a customer called twice (`test_before_the_call`),
designing the process (`test_our_process`). These are told on the pages, without a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.coordination.chain import COORDINATION, LEAD, PARTNER, PERSON
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import INFORM, WARN
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import NOTHING, REQUEST, Matter
from tandem.journey.quotes import testing as quotes
from tandem.journey.quotes.models import Quote
from tandem.steering.reviews.models import KEPT_BACK, MISSED_DATE, UNCLEAR, Conflict
from tests.journeys.conftest import Clock
from tests.journeys.jobs import the_job_runs

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody before the pages."""

    client: Client
    who: User

    def reads(self, path: str) -> str:
        self.client.force_login(self.who)
        response = self.client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return unescape(response.content.decode())

    def does(self, path: str, **form: object) -> str:
        """Send a form and read the page that comes after it."""
        self.client.force_login(self.who)
        return unescape(self.client.post(path, form, follow=True).content.decode())


def settled(
    matter: Matter, *, kind: str, raised: Desk, his: str, other: Desk, hers: str, way: str
) -> Conflict:
    """One raises it, both write before either reads, they agree on a way and propose it as a rule."""
    assert f"{other.who.first_name} wird um die andere Sicht gebeten" in raised.does(
        f"/vorgaenge/{matter.pk}/ansprechen", kind=kind, other=other.who.pk, text=his
    )
    conflict = Conflict.objects.get(matter=matter)
    page = f"/ansprechen/{conflict.pk}"
    assert his not in other.reads(page)
    both = other.does(f"{page}/sicht", text=hers)
    assert his in both
    assert hers in both
    other.does(f"{page}/vorschlag", text=way)
    proposal = conflict.proposals.get()
    assert "Ihr seid euch einig" in raised.does(f"/ansprechen/vorschlag/{proposal.pk}/antwort", agrees="1")
    assert "haben eure Lösung" in raised.does(f"{page}/regel")
    return conflict


def becomes_a_rule(conflict: Conflict, rule: Rule | str, *, maker: Desk, way: str, **words: object) -> Rule:
    """The coordination reads the way, and puts a new rule into force or words the one that holds anew."""
    assert way in maker.reads("/koordination")
    path = f"/spielregeln/neu/{rule}" if isinstance(rule, str) else f"/spielregeln/{rule.pk}"
    origin = f"reviews.conflict:{conflict.pk}"
    assert "Gilt ab jetzt" in maker.does(f"{path}/in-kraft", scope="company", origin=origin, **words)
    assert way not in maker.reads("/koordination"), "it has become a rule"
    return Rule.objects.get(origin=origin)


# A date is missed


def test_a_missed_date_goes_up_step_by_step_and_the_turn_stays(
    client: Client,
    clock: Clock,
    now: datetime,
    hoelzl: Customer,
    anna: User,
    tobias: User,
    ben: User,
    juergen: User,
) -> None:
    annas, tobiass, bens = Desk(client, anna), Desk(client, tobias), Desk(client, ben)
    # Tobias has promised Hölzl a quote for Friday at eight. On Friday it is not there.
    friday = now.replace(day=27, hour=8, minute=0)
    matter = testing.sale(customer=hoelzl, accountable=tobias, due_at=friday, at=clock.now())
    assert the_job_runs(clock, days=3, hour=7, minute=55) == []

    # First he alone learns of it; four working hours later Anna; the weekend does not count; then Ben, then Jürgen.
    assert the_job_runs(clock, hour=8, minute=5) == [(PERSON, "Tobias")]
    assert "Frist verstrichen" not in annas.reads("/heute")
    assert the_job_runs(clock, hour=13, minute=10) == [(PARTNER, "Anna")]
    assert "Frist verstrichen" in annas.reads("/heute")
    assert the_job_runs(clock, days=3, hour=8, minute=5) == []
    assert the_job_runs(clock, hour=13, minute=15) == [(COORDINATION, "")]
    for words in ("Bei der Koordination", "Angebot schreiben", "Anna weiß es"):
        assert words in bens.reads("/koordination")
    assert the_job_runs(clock, days=2, hour=13, minute=20) == [(LEAD, "")]
    assert "entscheiden bis" in Desk(client, juergen).reads("/koordination")

    # All the time it was Tobias's turn. He sets another date with a reason, and everything is over by itself.
    matter.refresh_from_db()
    assert matter.accountable == tobias
    tobiass.does(
        f"/vorgaenge/{matter.pk}/naechster-schritt", next_step="Angebot schreiben", day="2026-12-04", clock="12:00",
        waiting_for=NOTHING, reason="Der Preis der Antriebe kam erst heute.",
    )  # fmt: skip
    assert "Nichts ist bis hierher gekommen" in bens.reads("/koordination")

    # Anna raises what it meant for her. They agree: she wants to hear of it the same morning. It becomes a rule.
    way = "Wer merkt, dass es nicht reicht, sagt es am selben Vormittag. Der Partner liest es nach zwei Stunden."
    conflict = settled(
        matter, kind=MISSED_DATE, raised=annas, his="Der Kunde rief an, und ich wusste nichts.", other=tobiass,
        hers="Ich habe auf den Preis gewartet.", way=way,
    )  # fmt: skip
    chain = Rule.objects.get(kind="coordination.chain", ended_at=None)
    becomes_a_rule(
        conflict,
        chain,
        maker=bens,
        way=way,
        effect=INFORM,
        partner=2,
        coordination=8,
        lead=16,
        decide=2,
    )
    reads = annas.reads("/spielregeln").replace("\N{NO-BREAK SPACE}", " ")
    assert "nach 2 Arbeitsstunden der Partner" in reads

    # The next missed date is Anna's to know after two hours.
    clock.later(days=2, hour=12)
    assert the_job_runs(clock, hour=12, minute=1) == []
    assert the_job_runs(clock, hour=13, minute=5) == [(PERSON, "Tobias")]
    assert the_job_runs(clock, hour=15, minute=10) == [(PARTNER, "Anna")]
    assert list(checks.run_all()) == []


# A quote goes out without a copy


def test_a_quote_without_a_copy_is_pointed_out_and_then_wants_a_reason(
    client: Client, clock: Clock, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, ben: User
) -> None:
    annas, tobiass, bens = Desk(client, anna), Desk(client, tobias), Desk(client, ben)
    first = ready(hoelzl, claudia, tobias, clock, title="Gurtförderer Halle 3")

    # Every company starts with a hint: it goes out, and Tobias reads who learns nothing of it.
    said = sends(tobiass, first)
    assert "Anna Reiter bekommt von diesem Angebot keine Kopie." in said
    assert [mail.to for mail in OutgoingMail.objects.all()] == [["c.hoelzl@hoelzl.example"]]

    # Frau Hölzl asks Anna about a price that she has never seen. The two talk it over.
    way = "Jedes Angebot geht in Kopie an den Innendienst. Wenn nicht, steht da, warum."
    conflict = settled(
        first.matter, kind=KEPT_BACK, raised=annas, his="Ich kannte den Preis nicht, den der Kunde nannte.",
        other=tobiass, hers="Es war abends, ich habe nur an den Kunden gedacht.", way=way,
    )  # fmt: skip
    hint = Rule.objects.get(kind="quotes.copy_to_inside", ended_at=None)
    becomes_a_rule(conflict, hint, maker=bens, way=way, effect=WARN)

    # From now on it goes out with the copy, or with a reason that the coordination reads.
    second = ready(hoelzl, claudia, tobias, clock, title="Rollenbahn Halle 4")
    refused = sends(tobiass, second)
    assert "Warum trotzdem?" in refused
    assert "Anna Reiter bekommt von diesem Angebot keine Kopie." in refused
    assert second.versions.get().sent_at is None
    sends(tobiass, second, reason="Anna hat es mit mir geschrieben.")
    assert "Anna hat es mit mir geschrieben." in annas.reads(f"/kunden/{hoelzl.pk}")
    assert "Anna hat es mit mir geschrieben." in bens.reads("/koordination")
    third = ready(hoelzl, claudia, tobias, clock, title="Kettenförderer Halle 5")
    sends(tobiass, third, copy="on")
    assert [anna.email] in [mail.to for mail in OutgoingMail.objects.all()]
    assert list(checks.run_all()) == []


def ready(customer: Customer, contact: Contact, by: User, clock: Clock, *, title: str) -> Quote:
    """A quote that only has to be sent."""
    matter = quotes.matter_to_quote(customer=customer, contact=contact, title=title, at=clock.now())
    return quotes.ready_quote(matter=matter, by=by, at=clock.now())


def sends(desk: Desk, quote: Quote, **more: object) -> str:
    """The form as it stands; without `copy` the tick was taken away."""
    return desk.does(
        f"/angebote/{quote.pk}/senden", to="c.hoelzl@hoelzl.example", subject="Unser Angebot", text="Guten Tag", **more
    )  # fmt: skip


# Nobody knows who calls back


def test_nobody_knows_who_calls_back_until_it_is_a_rule(
    client: Client, clock: Clock, hoelzl: Customer, claudia: Contact, allgaeu: Tandem, anna: User, tobias: User,
    sandra: User, ben: User,
) -> None:  # fmt: skip
    annas, tobiass, bens = Desk(client, anna), Desk(client, tobias), Desk(client, ben)
    # Frau Hölzl wants to be called back. Sandra takes the call for the other tandem; it is one person's turn at once.
    said = Desk(client, sandra).does(
        "/anruf", customer=hoelzl.pk, contact=claudia.pk, text="Bitte Rückruf wegen der Fundamente", answer=""
    )
    assert "Anna ist jetzt dran" in said
    asked = Matter.objects.get(kind=REQUEST)
    assert (asked.accountable, asked.is_open) == (anna, True)

    # Tobias was on site last week; Anna asks whether he calls. Both read the same on 'Wir warten'; the turn is hers.
    clock.later(hour=10)
    annas.does(
        f"/vorgaenge/{asked.pk}/rueckfrage",
        asked=tobias.pk,
        text="Rufst du zurück?",
        day="2026-11-25",
        clock="12:00",
    )
    for desk in (annas, tobiass):
        assert "Anna wartet auf Tobias" in desk.reads("/wir-warten")
        assert "Rufst du zurück?" in desk.reads("/wir-warten")
    asked.refresh_from_db()
    assert asked.accountable == anna

    # Each took the other for the one who calls. On Thursday the customer's patience is over, and Anna raises it.
    clock.later(days=2, hour=9)
    way = "Ruft ein Kunde an, ruft der Innendienst zurück. Der Außendienst nur, wenn wir das absprechen."
    conflict = settled(
        asked, kind=UNCLEAR, raised=annas, his="Ich dachte, du rufst an, du warst ja dort.", other=tobiass,
        hers="Ich dachte, die Frage war nur, ob ich Zeit hätte.", way=way,
    )  # fmt: skip
    assert "Wer mit dem Kunden spricht" in bens.reads(
        f"/spielregeln/neu?origin=reviews.conflict:{conflict.pk}"
    )
    becomes_a_rule(
        conflict,
        "teamwork.who_contacts",
        maker=bens,
        way=way,
        effect=WARN,
        occasion="came_up",
        side="inside",
    )

    # Tobias wants to ring up after all: the page says whose call it is, and how to agree it. He asks; Anna calls.
    told = tobiass.does(
        f"/vorgaenge/{asked.pk}/notiz", channel="call", about="came_up", text="Fundamente geklärt."
    )
    assert "Das ist Sache von Anna" in told
    assert not Entry.objects.filter(type="teamwork.noted").exists()
    assert "Anna ist gefragt." in tobiass.does(
        f"/kunden/{hoelzl.pk}/abstimmen", channel="call", about="came_up", text=""
    )
    annas.does(
        f"/vorgaenge/{asked.pk}/notiz", channel="call", about="came_up", text="Fundamente bis Freitag."
    )
    teamwork.close(matter=asked, outcome="done", result="Zurückgerufen.", by=anna, at=clock.now())
    assert Entry.objects.filter(type="teamwork.noted", actor_id=anna.pk).count() == 1
    assert not Entry.objects.filter(type="playbook.rule_set_aside").exists(), "the call was nobody's excuse"
    assert list(checks.run_all()) == []
