"""The contact form of the company's web site: one enquiry is a lead, one waits for a choice, two were held back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.consent.models import CALL
from tandem.essentials.customers.models import Customer
from tandem.journey.leads import actions as leads
from tandem.journey.leads import stamps
from tandem.journey.leads.actions.incoming import Arrival
from tandem.journey.leads.models import LINKS, TOO_QUICK, WebForm

SITE = "https://www.lechner-foerdertechnik.example"
_CONSENT = "Ich möchte, dass Lechner Fördertechnik mich zu meiner Anfrage und zu Förderanlagen anruft."
_CONSENT_ENGLISH = "I would like Lechner Fördertechnik to call me about my enquiry and about conveyors."
_SPAM = "Top Ranking!!! http://seo.example/1 http://seo.example/2 http://seo.example/3 http://seo.example/4"


def fill(stage: Stage) -> None:
    """Told at once, when all customers can be found; of Sandra's tandem, so that Anna's lists stay as drawn."""
    for _moment in enquiries(stage):
        pass


def enquiries(s: Stage) -> Story:
    """The form, and what came by it within a fortnight."""
    people = _with_people(s)
    if len(people) < 2:
        return  # a small company has nobody there who could write
    asked, waiting = people
    yield (at := s.days.back(14, "15:20"))
    form = leads.keep_form(
        form=None, name="Kontaktformular", source="website", asks=["phone", "postcode", "city", "requirement"],
        origins=[SITE], consent_de=_CONSENT, consent_en=_CONSENT_ENGLISH, covers=[CALL], by=s.cast.nina, at=at,
        thanks_de="Danke für Ihre Anfrage. Wir melden uns bis morgen Mittag.",
    )  # fmt: skip
    yield (at := s.days.back(6, "21:14"))
    _sent(form, _values("Ranking Boost", "Agent", "info@seo.example", _SPAM), at=at, held_for=LINKS)
    yield (at := s.days.back(3, "16:40"))
    wish = "Ersatzrollen für die Bahn im Versand, 40 Stück. Bitte um Rückruf."
    enquiry = _sent(form, _of(asked, wish), at=at, ticked=True)
    yield (at := s.days.back(2, "08:35"))
    leads.decide(enquiry=enquiry, customer=asked, by=s.cast.sandra, at=at)
    yield (at := s.days.back(1, "03:02"))
    _sent(form, _values("asdf", "qwer", "qwer@mail.example", "asdf"), at=at, held_for=TOO_QUICK)
    yield (at := s.days.back(1, "17:48"))
    _sent(form, _of(waiting, "Angebot für einen Gurtförderer, 12 m, Neigung 10 Grad."), at=at)


def _with_people(s: Stage) -> list[Customer]:
    """Two customers of Sandra's tandem who have somebody that could write."""
    own = [one for one in s.others[s.cast.allgaeu.pk] if one.contacts.filter(channels__kind="email").exists()]
    return own[:2]


def _of(customer: Customer, requirement: str) -> dict[str, Any]:
    person = customer.contacts.filter(channels__kind="email").order_by("pk")[0]
    address = person.channels.filter(kind="email").order_by("pk")[0].value
    return {**_values(customer.name, person.last_name, address, requirement), "first_name": person.first_name}


def _values(company: str, last_name: str, email: str, requirement: str) -> dict[str, Any]:
    return {
        "company": company, "last_name": last_name, "first_name": "", "requirement": requirement,
        "lines": [["email", email, ""]],
    }  # fmt: skip


def _sent(
    form: WebForm, values: dict[str, Any], *, at: datetime, held_for: str = "", ticked: bool = False
) -> Any:
    mark = stamps.consent_mark(_CONSENT)
    consent = {"text": _CONSENT, "is_known": True, "mark": mark, "covers": form.covers[mark], "given": ticked,
               "at": at.isoformat(), "source": f"{form.name}, {SITE}/kontakt"}  # fmt: skip
    shown = {"form": form.name, "page": f"{SITE}/kontakt", "language": "de", "consent": consent}
    once = stamps.digest(form.token, at.isoformat())
    return leads.receive(
        arrival=Arrival(form=form, values=values, once=once, digest=once, shown=shown, held_for=held_for),
        at=at,
    )
