"""What a look at a lead finds: address, numbers, addresses, VAT number, contact. Each says where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.places.locating import Address
from tandem.base.tools import validation
from tandem.essentials.customers.duplicates.keys import FREE_MAIL
from tandem.essentials.customers.models import EMAIL, Channel, Customer
from tandem.journey.leads.models import Lead

FINE, MISSING, WRONG, UNCHECKED = "fine", "missing", "wrong", "unchecked"
ADDRESS, PLACE, NUMBERS, MAIL, VAT, PERSON = "address", "place", "numbers", "mail", "vat", "person"
# Countries whose postcodes we know the form of.
_KNOWN = ("DE", "AT", "CH", "LI", "FR", "IT", "ES")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One look: what was looked at, how it stands, a sentence, and the page where it is mended."""

    key: str
    label: str
    state: str
    sentence: str
    url: str

    @property
    def is_open(self) -> bool:
        """Whether somebody should do something about it; what could not be looked at is said, not counted."""
        return self.state in (MISSING, WRONG)


def address_of(customer: Customer) -> Address:
    """Where the customer is said to be."""
    return Address(customer.country, customer.postcode, customer.city)


def of(lead: Lead, channels: Iterable[Channel], *, fits: bool | None) -> list[Finding]:
    """All looks at a lead, whose customer and contact are read already. No query.

    `channels` are the customer's; `fits` says whether the place lies where the postcode does (None: not known).
    """
    customer, found = lead.matter.customer, list(channels)
    return [
        _address(customer),
        _place(customer, fits=fits),
        _numbers(customer, [one for one in found if one.kind != EMAIL]),
        _mail(customer, [one for one in found if one.kind == EMAIL]),
        _vat(customer),
        _person(lead),
    ]


def _edit(customer: Customer) -> str:
    return reverse("customers:edit", args=[customer.pk])


def _address(customer: Customer) -> Finding:
    parts = {
        _("street"): customer.street, _("postcode"): customer.postcode, _("city"): customer.city,
    }  # fmt: skip
    gaps = [name for name, value in parts.items() if not value.strip()]
    sentence = (
        _("Missing: %(gaps)s.") % {"gaps": ", ".join(gaps)}
        if gaps
        else _("Street, postcode and city are there.")
    )
    return Finding(
        key=ADDRESS,
        label=_("Address"),
        state=MISSING if gaps else FINE,
        sentence=sentence,
        url=_edit(customer),
    )


def _place(customer: Customer, *, fits: bool | None) -> Finding:
    """Whether the postcode has its country's form and lies where the place does."""
    state, sentence = UNCHECKED, _("Not checked: there is no postcode.")
    if customer.postcode and customer.country not in _KNOWN:
        sentence = _("Not checked: the postcodes of %(country)s are not known here.") % {
            "country": customer.country
        }
    elif customer.postcode:
        try:
            validation.postcode(customer.postcode, customer.country)
            state, sentence = _beside(customer, fits=fits)
        except validation.InvalidValue as error:
            state, sentence = WRONG, error.reason
    return Finding(key=PLACE, label=_("Postcode"), state=state, sentence=sentence, url=_edit(customer))


def _beside(customer: Customer, *, fits: bool | None) -> tuple[str, str]:
    """A postcode of the country's form beside its place."""
    if fits is None:
        return FINE, _("The postcode fits the country. Its place is not known here.")
    if fits:
        return FINE, _("The postcode fits the place.")
    words = {"postcode": customer.postcode, "city": customer.city}
    return WRONG, _("%(postcode)s lies elsewhere than %(city)s. Which of them is right?") % words


def _numbers(customer: Customer, channels: Sequence[Channel]) -> Finding:
    url = _edit(customer)
    if not channels:
        return Finding(
            key=NUMBERS, label=_("Phone"), state=MISSING, sentence=_("There is no phone number."), url=url
        )
    wrong = [one.value for one in channels if not _is_number(one.value)]
    if wrong:
        sentence = _("No such number: %(numbers)s.") % {"numbers": ", ".join(wrong)}
        return Finding(key=NUMBERS, label=_("Phone"), state=WRONG, sentence=sentence, url=url)
    sentence = _("Complete with country code, and such numbers exist.")
    return Finding(key=NUMBERS, label=_("Phone"), state=FINE, sentence=sentence, url=url)


def _is_number(written: str) -> bool:
    try:
        return written.startswith("+") and phonenumbers.is_valid_number(phonenumbers.parse(written))
    except phonenumbers.NumberParseException:
        return False


def _mail(customer: Customer, channels: Sequence[Channel]) -> Finding:
    url = _edit(customer)
    if not channels:
        return Finding(
            key=MAIL, label=_("E-mail"), state=MISSING, sentence=_("There is no e-mail address."), url=url
        )
    for one in channels:
        try:
            validation.email(one.value)
        except validation.InvalidValue as error:
            sentence = f"{one.value}: {error.reason}"
            return Finding(key=MAIL, label=_("E-mail"), state=WRONG, sentence=sentence, url=url)
    own = [one.value for one in channels if one.value.rpartition("@")[2].lower() not in FREE_MAIL]
    sentence = (
        _("Written correctly. Whether somebody reads it is not checked.")
        if own
        else _("Written correctly, but a mailbox that anybody can have.")
    )
    return Finding(key=MAIL, label=_("E-mail"), state=FINE, sentence=sentence, url=url)


def _vat(customer: Customer) -> Finding:
    state, sentence = UNCHECKED, _("Not checked: there is no VAT number.")
    if customer.vat_number:
        try:
            validation.vat_number(customer.vat_number)
            state, sentence = FINE, _("The check digit is right. Whether the company exists is not asked.")
        except validation.InvalidValue as error:
            state, sentence = WRONG, error.reason
    return Finding(key=VAT, label=_("VAT number"), state=state, sentence=sentence, url=_edit(customer))


def _person(lead: Lead) -> Finding:
    contact, customer = lead.matter.contact, lead.matter.customer
    if contact is None:
        url = reverse("customers:new_contact", args=[customer.pk])
        return Finding(key=PERSON, label=_("Contact"), state=MISSING, sentence=_("Nobody is named."), url=url)
    url = reverse("customers:contact", args=[customer.pk, contact.pk])
    role = contact.buying_role or contact.function
    if not role:
        sentence = _("What %(name)s does there is not known.") % {"name": contact.full_name}
        return Finding(key=PERSON, label=_("Contact"), state=MISSING, sentence=sentence, url=url)
    return Finding(
        key=PERSON, label=_("Contact"), state=FINE, sentence=f"{contact.full_name}, {role}", url=url
    )
