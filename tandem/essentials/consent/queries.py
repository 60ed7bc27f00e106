"""Whether somebody may be addressed, for one person, for a list, and as a column of other rooms' queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404

from tandem.base.tools.reads import Givens, Read
from tandem.essentials.consent import bases, relations
from tandem.essentials.consent.bases import Around, Basis
from tandem.essentials.consent.models import ALL, CALL, CONSENT, OBJECTION, Statement
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User

_SAID = JSONObject(
    pk=F("pk"), kind=F("kind"), channel=F("channel"), contact=F("contact_id"), happened_at=F("happened_at"),
    stated_at=F("stated_at"), since=F("since"), words=F("words"), source=F("source"),
)  # fmt: skip


def basis(contact: Contact, channel: str, at: datetime) -> Basis:
    """On which basis a person may be addressed by this channel at a moment. One query."""
    return bases.of_person(around(contact.customer_id, at=at), contact=contact.pk, channel=channel)


def around(customer_id: int, *, at: datetime) -> Around:
    """What is known of a company at a moment: everything that was stated about it and its people. One query."""
    found = list(_AROUND(customer=customer_id, at=at))
    assert found, "a contact has a customer"
    return bases.read(found[0].told_consent)


def _around(given: Givens) -> QuerySet[Any]:
    shown = Customer.objects.filter(pk=given.customer).only("pk")
    return shown.annotate(told_consent=told_of_company("pk", at=given.at))


_AROUND = Read(_around)


def told_of_company(customer: str, *, at: Any) -> Subquery:
    """A column: all that is known of the company at this place of a query, as it stood at a moment."""
    said = _in_force(at).filter(Q(customer=OuterRef("pk")) | Q(contact__customer=OuterRef("pk")))
    people = Contact.objects.filter(customer=OuterRef("pk"), is_active=True).order_by("pk")
    name = JSONObject(pk=F("pk"), title=F("title"), first=F("first_name"), last=F("last_name"))
    return _told(customer, said, people=ArraySubquery(people.values(told=name)))


def told(*, customer: str, contact: str | None) -> Subquery:
    """A column: what is known of the person at this place of a query; None for the company's own lines."""
    about = Q(customer=OuterRef("pk"))
    if contact is not None:
        about |= Q(contact=OuterRef(OuterRef(contact)))
    return _told(customer, Statement.objects.filter(about, taken_back_at=None))


def _told(customer: str, said: QuerySet[Statement], **more: Any) -> Subquery:
    known = JSONObject(
        country=F("country"),
        life_cycle=F("life_cycle"),
        since=relations.since(OuterRef("pk")),
        said=ArraySubquery(said.order_by("stated_at", "pk").values(said=_SAID)),
        **more,
    )
    companies = Customer.objects.filter(pk=OuterRef(customer))
    return Subquery(companies.values(told=known), output_field=JSONField())


def _in_force(at: Any) -> QuerySet[Statement]:
    return Statement.objects.filter(Q(taken_back_at=None) | Q(taken_back_at__gt=at), stated_at__lte=at)


def callable(contacts: QuerySet[Contact], *, channel: str = CALL) -> QuerySet[Contact]:  # noqa: A001  # the word
    """Those contacts whom nobody keeps us from calling: whoever has objected is in no list, export or answer.

    Whether a basis is wanted besides is a rule's business; an objection is none's.
    """
    own = _standing(channel, by="contact").filter(contact=OuterRef("pk"))
    companys = _standing(channel, by="customer").filter(customer=OuterRef("customer"))
    return contacts.filter(~Exists(own), ~Exists(companys))


def _standing(channel: str, *, by: str) -> QuerySet[Statement]:
    """Objections that no consent of the same person or company has lifted since."""
    about = Statement.objects.filter(channel__in=[channel, ALL], taken_back_at=None)
    later = about.filter(kind=CONSENT, happened_at__gt=OuterRef("happened_at"), **{by: OuterRef(by)})
    return about.filter(~Exists(later), kind=OBJECTION)


def callable_customers(found: QuerySet[Customer], *, channel: str = CALL) -> QuerySet[Customer]:
    """Those companies that have not objected, and where not everybody has."""
    barred = _standing(channel, by="customer").filter(customer=OuterRef("pk"))
    people = Contact.objects.filter(customer=OuterRef("pk"), is_active=True)
    return found.filter(~Exists(barred), ~Exists(people) | Exists(callable(people, channel=channel)))


def history(contact: Contact) -> list[Statement]:
    """Everything that was ever stated about a person and their company, the newest first."""
    found = Statement.objects.filter(Q(contact=contact) | Q(customer=contact.customer_id))
    return list(
        found.select_related("stated_by", "taken_back_by", "proof").order_by("-stated_at", "-pk")[:50]
    )


def get_for(user: User, pk: int) -> Statement:
    """One statement about a visible customer, or 404."""
    seen = customers.visible_to(user)
    found = Statement.objects.filter(Q(customer__in=seen) | Q(contact__customer__in=seen))
    return get_object_or_404(
        found.select_related("contact__customer__tandem", "customer__tandem", "proof"), pk=pk
    )


def contact_named(customer: Customer, name: str) -> Contact | None:
    """The person of this name at a customer, as somebody typed it."""
    wanted = " ".join(name.split()).casefold()
    people = Contact.objects.filter(customer=customer).order_by("-is_active", "pk")
    return next(
        (
            one
            for one in people
            if wanted
            and wanted in {one.full_name.casefold(), one.formal_name.casefold(), one.kept_name.casefold()}
        ),
        None,
    )
