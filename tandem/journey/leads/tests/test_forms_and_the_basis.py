"""An enquiry by a form makes the legal basis by itself where the company has said so for this form (S1.6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.base.files import actions as files
from tandem.base.tools import checks
from tandem.essentials.consent import bases
from tandem.essentials.consent import queries as consent
from tandem.essentials.consent.models import CALL, CONSENT, MAIL, OBJECTION, PRESUMED, Statement
from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import actions as leads
from tandem.journey.leads import stamps
from tandem.journey.leads.models import UNDECIDED, Enquiry, Lead, WebForm

pytestmark = pytest.mark.django_db
SITE = "https://www.lechner.example"
GERMAN, ENGLISH = "Ja, Lechner darf mich anrufen und mir schreiben.", "Yes, Lechner may call and write to me."
HERS = {"company": "Hölzl Fördertechnik", "first_name": "Claudia", "last_name": "Hölzl", "postcode": "89077",
        "city": "Ulm", "country": "DE", "email": "c.hoelzl@hoelzl.example", "phone": "0731 12340"}  # fmt: skip
NEW = {"company": "Brüllmann AG", "first_name": "Petra", "last_name": "Brüllmann", "postcode": "88045",
       "city": "Friedrichshafen", "country": "DE", "email": "p@bruellmann.example", "phone": "07541 12340"}  # fmt: skip


def kept(by: User, at: datetime, form: WebForm | None = None, **more: Any) -> WebForm:
    values = {"name": "Kontaktformular", "source": "website", "origins": [SITE], "consent_de": GERMAN,
              "consent_en": ENGLISH, "asks": ["phone", "postcode", "city", "country", "requirement"]}  # fmt: skip
    return leads.keep_form(form=form, by=by, at=at, **{**values, **more})


def post(
    form: WebForm, values: dict[str, str], *, text: str = GERMAN, ticked: bool = True, **more: str
) -> None:
    shown = stamps.stamp(token=form.token, at=timezone.now() - timedelta(minutes=1))
    sent = {
        **values,
        "requirement": "Rollenbahn, 12 m",
        "_stamp": shown,
        "_consent": stamps.consent_mark(text),
    }
    answer = Client().post(
        f"/anfrage/{form.token}", {**sent, **({"consent": "1"} if ticked else {}), **more}, headers={"Origin": SITE},
    )  # fmt: skip
    assert answer.status_code == 302


def standing(channel: str) -> tuple[str, str]:
    contact = Lead.objects.get().matter.contact
    assert contact is not None
    found = consent.basis(contact, channel, timezone.now())
    return found.kind, found.standing


def test_without_the_setting_nothing_changes(ulm: Tandem, ben: User, now: datetime) -> None:
    post(kept(ben, now), NEW)
    assert not Statement.objects.exists()
    assert "basis" not in Lead.objects.get().payload


def test_the_ticked_text_is_the_basis_for_what_it_covers_with_its_proof(
    ulm: Tandem, ben: User, now: datetime
) -> None:
    post(kept(ben, now, covers=[CALL]), NEW)
    stated = Statement.objects.get()
    assert (stated.kind, stated.channel, stated.words, stated.source) == (CONSENT, CALL, GERMAN, "form")
    assert stated.happened_at == Enquiry.objects.get().received_at
    assert stated.stated_by is None
    assert stated.proof is not None
    paper = files.read(file=stated.proof).decode()
    for said in (
        GERMAN,
        stamps.consent_mark(GERMAN),
        "Kontaktformular",
        "p@bruellmann.example",
        "Kästchen angekreuzt: ja",
    ):
        assert said in paper
    assert "127.0.0.1" not in paper + str(Enquiry.objects.get().shown), "the address is kept nowhere"
    assert standing(CALL) == (CONSENT, bases.ALLOWED)
    assert standing(MAIL) == ("none", bases.NEEDS_BASIS)
    assert list(checks.run_all()) == []


def test_in_english_the_english_text_is_kept(ulm: Tandem, ben: User, now: datetime) -> None:
    post(kept(ben, now, covers=[CALL, MAIL]), NEW, text=ENGLISH, _language="en")
    assert set(Statement.objects.values_list("channel", "words")) == {(CALL, ENGLISH), (MAIL, ENGLISH)}
    paper = Statement.objects.select_related("proof").first()
    assert paper is not None
    assert paper.proof is not None
    assert "Box ticked: yes" in files.read(file=paper.proof).decode()


@pytest.mark.parametrize("case", ["not ticked", "unknown words"])
def test_what_was_not_given_or_not_shown_is_no_consent(
    ulm: Tandem, ben: User, now: datetime, case: str
) -> None:
    form = kept(ben, now, covers=[CALL, MAIL])
    if case == "not ticked":
        post(form, NEW, ticked=False)
    else:
        post(form, NEW, text="Etwas ganz anderes")
    assert not Statement.objects.exists()


def test_an_older_text_covers_what_it_covered_when_it_was_shown(
    ulm: Tandem, ben: User, now: datetime
) -> None:
    """A page may show an older text for years; the new one covers more."""
    form = kept(ben, now, covers=[CALL])
    form = kept(ben, now, form, consent_de="Auch Newsletter.", consent_en="", covers=[CALL, MAIL])
    post(form, NEW, text=GERMAN)
    assert list(Statement.objects.values_list("channel", "words")) == [(CALL, GERMAN)]


@pytest.mark.parametrize(
    ("country", "postcode", "expected"),
    [
        ("DE", "88045", bases.ALLOWED),
        ("CH", "9000", bases.ALLOWED),
        ("AT", "6900", bases.NEEDS_BASIS),
    ],
)
def test_the_wish_to_be_called_counts_as_the_law_of_the_country_says(
    ulm: Tandem, ben: User, now: datetime, country: str, postcode: str, expected: str
) -> None:
    post(
        kept(ben, now, is_wish=True),
        {**NEW, "country": country, "postcode": postcode, "phone": ""},
        ticked=False,
    )
    stated = Statement.objects.get()
    assert (stated.kind, stated.channel) == (PRESUMED, CALL)
    assert "Kontaktformular" in stated.words
    assert standing(CALL) == (PRESUMED, expected)


@pytest.mark.parametrize(("country", "postcode"), [("DE", "88045"), ("CH", "9000"), ("AT", "6900")])
def test_a_consent_suffices_in_each_country(
    ulm: Tandem, ben: User, now: datetime, country: str, postcode: str
) -> None:
    values = {**NEW, "country": country, "postcode": postcode, "phone": ""}
    post(kept(ben, now, covers=[CALL, MAIL], is_wish=True), values)
    assert standing(CALL) == standing(MAIL) == (CONSENT, bases.ALLOWED)
    assert not Statement.objects.filter(kind=PRESUMED).exists(), "the consent says it already"


class TestKnownContacts:
    """Of somebody whom we know: once a person has said whose enquiry it is."""

    def _decided(self, customer: Customer, anna: User) -> Lead:
        enquiry = Enquiry.objects.get()
        assert enquiry.state == UNDECIDED
        leads.decide(enquiry=enquiry, customer=customer, by=anna, at=timezone.now())
        return Lead.objects.get()

    def test_their_own_enquiry_makes_the_basis(
        self, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime
    ) -> None:
        post(kept(ben, now, covers=[CALL]), HERS)
        assert not Statement.objects.exists(), "nobody knows yet whose it is"
        self._decided(hoelzl, anna)
        stated = Statement.objects.get()
        assert (stated.contact, stated.kind) == (claudia, CONSENT)
        assert stated.happened_at == Enquiry.objects.get().received_at

    def test_the_setting_of_that_day_counts_not_the_one_of_the_choice(
        self, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime
    ) -> None:
        form = kept(ben, now)
        post(form, HERS)
        kept(ben, now, form, covers=[CALL], is_wish=True)
        self._decided(hoelzl, anna)
        assert not Statement.objects.exists()

    @pytest.mark.parametrize("whose", ["hers", "the company's"])
    def test_an_objection_on_record_stays_and_the_lead_shows_it(
        self, client: Client, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime, whose: str
    ) -> None:  # fmt: skip
        objected(about=claudia if whose == "hers" else hoelzl, at=now, by=anna)
        post(kept(ben, now, covers=[CALL, MAIL]), HERS)
        lead = self._decided(hoelzl, anna)
        assert consent.basis(claudia, CALL, timezone.now()).kind == OBJECTION
        assert list(Statement.objects.filter(kind=CONSENT).values_list("channel", flat=True)) == [MAIL]
        client.force_login(anna)
        page = client.get(f"/leads/{lead.matter_id}/pruefen").content.decode()
        assert "hat im Formular zugestimmt (Anrufe)" in page
        assert "Der Widerspruch bleibt, bis du gefragt hast" in page
        assert f"/ansprechpartner/{claudia.pk}/grundlage" in page

    def test_whoever_types_another_s_name_agrees_for_nobody(
        self, client: Client, hoelzl: Customer, claudia: Contact, anna: User, ben: User, now: datetime
    ) -> None:
        post(kept(ben, now, covers=[CALL], is_wish=True), {**HERS, "email": "fremd@anderswo.example"})
        lead = self._decided(hoelzl, anna)
        assert lead.matter.contact == claudia
        assert not Statement.objects.exists()
        client.force_login(anna)
        assert (
            "frag nach, ob die Anfrage von dort kam"
            in client.get(f"/leads/{lead.matter_id}/pruefen").content.decode()
        )


def test_setting_it_up(client: Client, ulm: Tandem, nina: User) -> None:
    client.force_login(nina)
    given = {"name": "Messe", "source": "fair", "covers": ["call", "mail"], "is_wish": "on"}
    refused = client.post("/leads/formulare/neu", given)
    assert refused.status_code == 422
    assert "Schreib zuerst den Einwilligungstext" in refused.content.decode()
    assert client.post("/leads/formulare/neu", {**given, "consent_de": GERMAN}).status_code == 302
    form = WebForm.objects.get()
    assert (form.covers, form.is_wish) == ({stamps.consent_mark(GERMAN): [CALL, MAIL]}, True)
    page = client.get(f"/leads/formulare/{form.pk}").content.decode()
    assert page.count(" checked") >= 3
