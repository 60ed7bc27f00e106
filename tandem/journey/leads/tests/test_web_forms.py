"""Visitors of a web site become leads: once, never lost, never a second customer, and no door for anybody."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork import things
from tandem.journey.leads import actions as leads
from tandem.journey.leads import stamps
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.models import (
    DROPPED,
    FORGED,
    HELD,
    LINKS,
    NO_BROWSER,
    TAKEN,
    TOO_MANY,
    TOO_QUICK,
    TRAP,
    UNDECIDED,
    Arrivals,
    Enquiry,
    Lead,
    WebForm,
)

pytestmark = pytest.mark.django_db

SITE = "https://www.lechner.example"
AHEAD = timedelta(minutes=1)  # however slow the machine is
CONSENT = "Ich möchte zu Förderanlagen angerufen werden."
ASKED = {
    "company": "Brüllmann Hebetechnik AG",
    "first_name": "Petra",
    "last_name": "Brüllmann",
    "email": "p.bruellmann@bruellmann.example",
    "phone": "07541 12340",
    "postcode": "88045",
    "requirement": "Rollenbahn, 12 m, bis März",
}


@pytest.fixture
def form(ulm: Tandem, ben: User, now: datetime) -> WebForm:
    return leads.keep_form(
        form=None, name="Kontaktformular", source="website", campaign="Herbst 2026",
        asks=["phone", "postcode", "requirement", "website"], origins=[SITE + "/kontakt"],
        consent_de=CONSENT, thanks_de="Danke, wir rufen zurück.", by=ben, at=now,
    )  # fmt: skip


def post(client: Client, form: WebForm, *, origin: str | None = SITE, **more: Any) -> Any:
    """What the plain form on the company's page sends."""
    headers = {"Origin": origin} if origin else {}
    given = {**ASKED, "_consent": stamps.consent_mark(CONSENT), "consent": "1", **more}
    return client.post(f"/anfrage/{form.token}?sprache=de", given, headers=headers)


def test_a_plain_post_from_the_companys_page_is_a_lead(form: WebForm, anna: User) -> None:
    answer = post(Client(enforce_csrf_checks=True), form)
    assert answer.status_code == 302
    assert "wir rufen zurück" in Client().get(answer["Location"]).content.decode()
    lead = Lead.objects.get()
    assert (lead.source, lead.campaign, lead.taken_in_by) == ("website", "Herbst 2026", None)
    assert lead.matter.accountable == anna
    assert lead.matter.title == ASKED["requirement"]
    contact = lead.matter.contact
    assert contact is not None
    assert sorted(contact.channels.values_list("value", flat=True)) == [
        "+49754112340", "p.bruellmann@bruellmann.example",
    ]  # fmt: skip
    assert list(checks.run_all()) == []


def test_the_consent_is_kept_word_for_word_with_time_and_page(
    form: WebForm, ben: User, now: datetime
) -> None:
    leads.keep_form(
        form=form, name=form.name, source="website", asks=form.asks, origins=form.origins,
        consent_de="Ein neuer Text.", by=ben, at=now,
    )  # fmt: skip
    post(Client(), form)
    consent = Lead.objects.get().payload["consent"]
    assert consent["text"] == CONSENT  # what the page showed, not what the form says by now
    assert consent["given"] is True
    assert SITE in consent["source"]
    assert datetime.fromisoformat(consent["at"]) <= timezone.now()


def test_a_consent_that_was_not_given_is_no_consent(form: WebForm) -> None:
    post(Client(), form, consent="")
    assert Lead.objects.get().payload["consent"]["given"] is False


def test_words_that_we_do_not_know_are_no_proof(form: WebForm) -> None:
    post(Client(), form, _consent="0" * 12)
    kept = Lead.objects.get().payload["consent"]
    assert (kept["is_known"], kept["text"]) == (False, "")


def test_sent_twice_it_is_one_lead(form: WebForm) -> None:
    for _ in range(3):
        assert post(Client(), form).status_code == 302
    assert Lead.objects.count() == Customer.objects.count() == 1


class TestHeldBack:
    """Nothing is lost and nobody is told; a person looks at it."""

    def held(self, form: WebForm, **more: Any) -> str:
        assert post(Client(), form, **more).status_code == 302
        assert not Customer.objects.exists()
        found = Enquiry.objects.get()
        assert found.state == HELD
        return found.held_for

    def test_a_field_that_nobody_sees(self, form: WebForm) -> None:
        assert self.held(form, url="http://spam.example") == TRAP

    def test_too_quick(self, form: WebForm) -> None:
        assert self.held(form, _stamp=stamps.stamp(token=form.token, at=timezone.now() + AHEAD)) == TOO_QUICK

    @pytest.mark.parametrize("stamp", ["x", "a.1.b:c", "\u0661.\u0662:3", "." * 500])
    def test_a_stamp_that_is_not_ours(self, form: WebForm, stamp: str) -> None:
        assert self.held(form, _stamp=stamp) == FORGED

    def test_the_stamp_of_another_form(self, form: WebForm) -> None:
        other = stamps.stamp(token="other", at=timezone.now() - timedelta(minutes=1))
        assert self.held(form, _stamp=other) == FORGED

    def test_links(self, form: WebForm) -> None:
        assert self.held(form, requirement="http://a.example http://b.example www.c.example") == LINKS

    def test_no_browser(self, form: WebForm) -> None:
        assert self.held(form, origin=None) == NO_BROWSER

    def test_one_of_very_many(self, form: WebForm, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "PER_FORM_UNSEEN", 0)
        assert self.held(form) == TOO_MANY

    def test_a_person_takes_it_in_or_puts_it_aside(self, form: WebForm, anna: User, now: datetime) -> None:
        post(Client(), form, url="x")
        enquiry = Enquiry.objects.get()
        client = Client()
        client.force_login(anna)
        assert "Brüllmann" in client.get("/leads/zurueckgehalten").content.decode()
        assert client.get(f"/leads/anfragen/{enquiry.pk}").status_code == 200
        client.post(f"/leads/anfragen/{enquiry.pk}/zuordnen", {"whose": "new"})
        assert Lead.objects.get().enquiry == enquiry
        with pytest.raises(leads.NotDecided):
            leads.drop(enquiry=enquiry, by=anna, at=now)

    def test_what_is_put_aside_is_forgotten(self, form: WebForm, anna: User, now: datetime) -> None:
        post(Client(), form, url="x")
        dropped = leads.drop(enquiry=Enquiry.objects.get(), by=anna, at=now)
        assert (dropped.state, dropped.values) == (DROPPED, {})
        post(Client(), form, url="x")  # sent again it does not come back
        assert Enquiry.objects.count() == 1


def test_taken_quietly_after_a_minute(form: WebForm) -> None:
    shown = stamps.stamp(token=form.token, at=timezone.now() - timedelta(minutes=1))
    post(Client(), form, _stamp=shown)
    assert Enquiry.objects.get().state == TAKEN


class TestMaybeACustomer:
    """Never a second customer silently."""

    def test_it_waits_for_a_choice_and_says_why(
        self, form: WebForm, hoelzl: Customer, claudia: Contact, anna: User
    ) -> None:
        post(Client(), form, company="HOELZL Fördertechnik", postcode="89077", email="c.hoelzl@hoelzl.example",
             phone="0731 12340")  # fmt: skip
        enquiry = Enquiry.objects.get()
        assert (enquiry.state, enquiry.likely) == (UNDECIDED, hoelzl)
        assert enquiry.matches == [{"customer": hoelzl.pk, "why": ["email", "phone", "place", "domain"]}]
        assert not Lead.objects.exists()
        client = Client()
        client.force_login(anna)
        assert "Vielleicht schon Kunde" in client.get("/leads").content.decode()
        page = client.get(f"/leads/anfragen/{enquiry.pk}").content.decode()
        assert "gleiche Telefonnummer" in page
        client.post(f"/leads/anfragen/{enquiry.pk}/zuordnen", {"whose": str(hoelzl.pk)})
        lead = Lead.objects.get()
        assert (lead.matter.customer, lead.matter.contact) == (hoelzl, claudia)
        assert Customer.objects.count() == 1

    def test_three_that_fit_are_all_shown(
        self, form: WebForm, hoelzl: Customer, ulm: Tandem, anna: User, now: datetime
    ) -> None:
        for name in ("Hölzl Fördertechnik GmbH & Co. KG", "Hoelzl Foerdertechnik"):
            customers.create(name=name, postcode="89077", city="Ulm", tandem=ulm, by=None, at=now)
        post(Client(), form, company="Hölzl Fördertechnik AG", postcode="89077")
        enquiry = Enquiry.objects.get()
        assert {one["customer"] for one in enquiry.matches} == set(
            Customer.objects.values_list("pk", flat=True)
        )
        assert (enquiry.state, Lead.objects.count()) == (UNDECIDED, 0), "a person chooses"
        client = Client()
        client.force_login(anna)
        page = client.get(f"/leads/anfragen/{enquiry.pk}").content.decode()
        assert all(f'name="whose" value="{one.pk}"' in page for one in Customer.objects.all())
        chosen = Customer.objects.get(name="Hoelzl Foerdertechnik")
        client.post(f"/leads/anfragen/{enquiry.pk}/zuordnen", {"whose": str(chosen.pk)})
        assert (Lead.objects.get().matter.customer, Customer.objects.count()) == (chosen, 3)

    def test_a_merged_one_leads_to_the_survivor(
        self, form: WebForm, hoelzl: Customer, ulm: Tandem, now: datetime
    ) -> None:
        old = customers.create(name="Altname GmbH", postcode="88045", tandem=ulm, by=None, at=now)
        customers.merge(survivor=hoelzl, gone=old, by=None, at=now)
        post(Client(), form, company="Altname", postcode="88045")
        assert Enquiry.objects.get().likely == hoelzl

    def test_a_mailbox_that_anybody_has_says_nothing(
        self, form: WebForm, hoelzl: Customer, now: datetime
    ) -> None:
        customers.edit(customer=hoelzl, channels=[("email", "hoelzl@gmx.de", "")], by=None, at=now)
        post(Client(), form, company="Hölzl Bau", postcode="", email="anders@gmx.de", phone="")
        assert Enquiry.objects.get().state == TAKEN

    def test_it_is_missed_like_everything_that_has_a_date(
        self, form: WebForm, hoelzl: Customer, anna: User
    ) -> None:
        post(Client(), form, company="Hölzl Fördertechnik", postcode="89077")
        kind = things.kinds()["leads.enquiry"]
        thing = things.get(kind, Enquiry.objects.get().pk)
        assert thing is not None
        assert (thing.holder_id, thing.customer_id) == (anna.pk, hoelzl.pk)
        assert thing.what == "Hölzl Fördertechnik"

    def test_who_may_not_see_customers_sees_none_of_it(
        self, form: WebForm, hoelzl: Customer, paul: User, rolf: User
    ) -> None:
        post(Client(), form, company="Hölzl Fördertechnik", postcode="89077")
        enquiry = Enquiry.objects.get()
        for outsider in (paul, rolf):
            client = Client()
            client.force_login(outsider)
            assert client.get(f"/leads/anfragen/{enquiry.pk}").status_code == 404
            assert client.post(f"/leads/anfragen/{enquiry.pk}/zuordnen", {"whose": "new"}).status_code == 404
        assert Enquiry.objects.get().state == UNDECIDED


class TestDoors:
    """Who may send, from where, and what they are told."""

    def test_another_site_is_refused(self, form: WebForm) -> None:
        assert post(Client(), form, origin="https://evil.example").status_code == 403
        assert not Enquiry.objects.exists()

    def test_the_json_answer_is_for_the_forms_own_sites_only(self, form: WebForm) -> None:
        for origin, allowed in ((SITE, SITE), ("https://evil.example", None)):
            answer = Client().get(f"/anfrage/{form.token}/felder", headers={"Origin": origin})
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert "Access-Control-Allow-Credentials" not in answer.headers
        assert Client().options(f"/anfrage/{form.token}", headers={"Origin": SITE}).status_code == 204

    def test_the_script_sends_json(self, form: WebForm) -> None:
        shown = stamps.stamp(token=form.token, at=timezone.now() - timedelta(minutes=1))
        answer = Client().post(
            f"/anfrage/{form.token}", json.dumps({**ASKED, "_stamp": shown, "_language": "de"}),
            content_type="application/json", headers={"Origin": SITE},
        )  # fmt: skip
        assert (answer.status_code, answer.json()) == (201, {"thanks": "Danke, wir rufen zurück."})

    def test_errors_stand_at_their_fields_and_nothing_is_lost(self, form: WebForm) -> None:
        answer = post(Client(), form, email="kein-at", phone="12")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count("fld-e") >= 2
        assert "Rollenbahn, 12 m" in page
        assert " checked" in page

    def test_a_closed_form_says_so(self, form: WebForm, ben: User, now: datetime) -> None:
        leads.close_form(form=form, by=ben, at=now)
        answer = post(Client(), form)
        assert (answer.status_code, "geschlossen" in answer.content.decode()) == (410, True)
        assert Client().get("/anfrage/gibt-es-nicht").status_code == 404
        assert Client().get(f"/anfrage/{'x' * 3000}").status_code == 404

    def test_the_page_of_a_form_is_guarded_like_every_page(self, form: WebForm) -> None:
        page = Client().get(f"/anfrage/{form.token}")
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.cookies == {}

    def test_beyond_what_an_address_may_send_nothing_is_kept(
        self, form: WebForm, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "PER_ADDRESS", 3)
        seen = [post(Client(), form, company=f"Firma {number} AG").status_code for number in range(6)]
        assert seen == [302] * 3 + [429] * 3
        assert Enquiry.objects.count() == 3

    def test_the_count_is_the_databases_and_is_forgotten(self, form: WebForm, now: datetime) -> None:
        for _ in range(4):
            limits.count_post(counter="form-1", most=4, seconds=3600, at=now)
        with pytest.raises(leads.TooManyPosts):
            limits.count_post(counter="form-1", most=4, seconds=3600, at=now)
        assert limits.count_post(counter="form-1", most=4, seconds=3600, at=now + timedelta(hours=1)) == 1
        leads.forget(by=None, at=now + timedelta(days=3))
        assert not Arrivals.objects.exists()


@pytest.mark.parametrize(
    "junk",
    [
        "a\x00b",
        "ä" * 100_000,
        "\u202egnp.exe أب 👩🏽\u200d🔧",
        "<script>alert(1)</script>",
        "{{ x }}",
        "\ud83d",
    ],
    ids=["NUL", "long", "turned round", "markup", "template", "half a sign"],
)
def test_whatever_is_sent_there_is_an_answer(form: WebForm, junk: str) -> None:
    client = Client(raise_request_exception=True)
    for field in ("company", "email", "requirement", "_stamp", "_consent", "consent", "_language", "url"):
        sent = json.dumps({**ASKED, field: junk})
        answer = client.post(
            f"/anfrage/{form.token}", sent, content_type="application/json",
            headers={"Origin": SITE, "Referer": SITE + "/%00\u202e"[:40].encode("ascii", "ignore").decode()},
        )  # fmt: skip
        assert answer.status_code in {201, 413, 422, 429}, field
        Arrivals.objects.all().delete()


@pytest.mark.parametrize("body", ["[]", "5", "null", '"x"', "{", "[" * 100_000, "\xff"])
def test_json_that_is_no_object_is_answered(form: WebForm, body: str) -> None:
    answer = Client().post(
        f"/anfrage/{form.token}",
        body.encode("latin-1"),
        content_type="application/json",
        headers={"Origin": SITE},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_form_as_large_as_a_book_is_refused_before_it_is_read(form: WebForm) -> None:
    assert post(Client(), form, requirement="x" * 300_000).status_code == 413


class TestSettingUp:
    """Marketing, administration, coordination and sales management; nobody else."""

    def test_a_form_gives_one_tag_and_plain_html(self, client: Client, ulm: Tandem, nina: User) -> None:
        client.force_login(nina)
        given = {"name": "Messe", "source": "fair", "asks": ["phone", "requirement"], "origins": "www.firma.de",
                 "consent_de": "Ja <b>gern</b>", "campaign": "LogiMAT"}  # fmt: skip
        answer = client.post("/leads/formulare/neu", given, follow=True)
        kept = WebForm.objects.get()
        assert kept.origins == ["https://www.firma.de"]
        page = answer.content.decode()
        assert f"data-form=&quot;{kept.token}&quot;" in page
        assert "Ja &amp;lt;b&amp;gt;gern" in page  # shown as text, and itself escaped in what is pasted
        assert stamps.consent_mark(kept.consent_de) in page

    def test_what_is_pasted_makes_a_lead(self, client: Client, form: WebForm, nina: User) -> None:
        client.force_login(nina)
        page = client.get(f"/leads/formulare/{form.pk}").content.decode()
        for name in ("company", "email", "requirement", "_consent", "url"):
            assert f"name=&quot;{name}&quot;" in page

    def test_an_address_that_is_none_is_named(self, client: Client, ulm: Tandem, nina: User) -> None:
        client.force_login(nina)
        for wrong in (
            "javascript:alert(1)",
            "ftp://x.de",
            "https://[",
            "https://-._x/",
            "https://" + "x" * 300,
        ):
            given = {"name": "Messe", "source": "fair", "origins": wrong}
            assert client.post("/leads/formulare/neu", given).status_code == 422
        assert not WebForm.objects.exists()

    def test_it_is_refused_for_whom_it_is_not(
        self, client: Client, form: WebForm, anna: User, now: datetime
    ) -> None:
        client.force_login(anna)
        assert client.get("/leads/formulare").status_code == 403
        assert client.post(f"/leads/formulare/{form.pk}/schliessen").status_code == 403
        assert client.post("/leads/schluessel/anlegen", {"name": "x"}).status_code == 403
        form.refresh_from_db()
        assert form.closed_at is None
