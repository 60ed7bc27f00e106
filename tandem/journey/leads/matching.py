"""Which customers an enquiry may come from: those that share a VAT number, phone, address or name with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.tools import text
from tandem.essentials.customers.models import Channel, Customer

VAT, PHONE, EMAIL, DOMAIN, PLACE = "vat", "phone", "email", "domain", "place"
WHY: dict[str, Promise] = {
    VAT: _("same VAT number"),
    EMAIL: _("same e-mail address"),
    PHONE: _("same phone number"),
    PLACE: _("same name and postcode"),
    DOMAIN: _("similar name, same e-mail domain"),
}
# More than a person looks at; the strongest come first.
MOST = 10
# Mailboxes that anybody can have say nothing about the company.
_FREE = (
    "gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de outlook.com outlook.de hotmail.com "
    "hotmail.de live.com live.de yahoo.com yahoo.de icloud.com me.com aol.com freenet.de mail.de posteo.de "
    "bluewin.ch hispeed.ch sunrise.ch aon.at chello.at proton.me protonmail.com arcor.de vodafone.de"
)
FREE_MAIL = frozenset(_FREE.split())
_FORMS = (
    "gmbh mbh gesmbh ag kg ohg og ug gbr se eg ev ek e k co cie und u sa sarl sagl spa srl ltd limited inc llc bv "
    "nv kgaa haftungsbeschraenkt gesellschaft holding gruppe group"
)
_LEGAL = frozenset(_FORMS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A customer and what it shares with the enquiry (keys of `WHY`)."""

    customer_id: int
    why: tuple[str, ...]


def name_stem(name: str) -> str:
    """The name without legal form, as one compares it: 'Hölzl Bau GmbH & Co. KG' is 'hoelzlbau'."""
    words = text.fold(name).split()
    kept = [word for word in words if word not in _LEGAL]
    return "".join(kept or words)


def domain_of(email: str) -> str:
    """The company's own domain in an address; empty for mailboxes that anybody can have."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in FREE_MAIL else domain


def matches(values: Mapping[str, Any]) -> list[Match]:
    """All customers that an enquiry may come from, those that share most first. At most four queries.

    An alias leads to the customer it was merged into. Asked by the system: who may see them is the page's question.
    """
    shared: dict[int, set[str]] = defaultdict(set)
    for pk, why in (*_by_vat(values), *_by_channel(values), *_by_name(values)):
        shared[pk].add(why)
    ranked = sorted(shared, key=lambda pk: (-len(shared[pk]), min(map(list(WHY).index, shared[pk])), pk))
    return [Match(customer_id=pk, why=tuple(why for why in WHY if why in shared[pk])) for pk in ranked[:MOST]]


_Found = Iterator[tuple[int, str]]


def _by_vat(values: Mapping[str, Any]) -> _Found:
    number = values.get("vat_number", "")
    if number:
        found = Customer.objects.filter(vat_number=number).values_list("pk", "merged_into_id")[: MOST * 2]
        yield from ((merged or pk, VAT) for pk, merged in found)


def _by_channel(values: Mapping[str, Any]) -> _Found:
    written = [value for _kind, value, _label in values.get("lines", [])]
    if written:
        found = Channel.objects.filter(value__in=written)
        for pk, merged, value in found.values_list("customer_id", "customer__merged_into_id", "value")[
            : MOST * 4
        ]:
            yield merged or pk, EMAIL if "@" in value else PHONE


def _by_name(values: Mapping[str, Any]) -> _Found:
    """Names that begin alike: the same stem at the same postcode, or one that uses the same domain."""
    stem, postcode = name_stem(values.get("company", "")), values.get("postcode", "")
    domain = domain_of(values.get("email", ""))
    if len(stem) < 3 or not (postcode or domain):
        return
    begins = text.fold(values["company"]).split()[0][:40]
    alike = list(
        Customer.objects.filter(name_key__startswith=begins)
        .order_by("name_key", "pk")
        .values_list("pk", "merged_into_id", "name", "postcode", "website")[:200]
    )
    for pk, merged, name, where, _site in alike:
        if postcode and where == postcode and name_stem(name) == stem:
            yield merged or pk, PLACE
    if domain:
        ids = {pk: merged or pk for pk, merged, *_rest in alike}
        uses = Q(value__endswith=f"@{domain}")
        for pk in Channel.objects.filter(uses, customer__in=ids).values_list("customer_id", flat=True):
            yield ids[pk], DOMAIN
        for pk, _merged, _name, _where, site in alike:
            if site and domain in site.lower():
                yield ids[pk], DOMAIN
