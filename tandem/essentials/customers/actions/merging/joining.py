"""What stands in both files is kept once: the same people, the same addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F

from tandem.base.tools import text
from tandem.essentials.customers import merging
from tandem.essentials.customers.actions.merging.ledger import Ledger
from tandem.essentials.customers.models import Contact, Customer, Site

_FILLED = ("salutation", "title", "first_name", "function", "buying_role", "site_id", "cared_by_id")


def join_sites(survivor: Customer, gone: Customer, ledger: Ledger) -> None:
    """The same address is one site; what was said of the other's is said of it."""
    known = {_place(site): site for site in Site.objects.filter(customer=survivor).order_by("-pk")}
    for site in Site.objects.filter(customer=gone).order_by("pk"):
        twin = known.get(_place(site))
        if twin is not None:
            if site.name and not twin.name:
                ledger.change(Site, twin.pk, name=site.name)
            _lead_over(Site, site.pk, twin.pk, ledger)


def pass_head_office(survivor: Customer, gone: Customer, ledger: Ledger, *, moves: bool) -> None:
    """There is one head office: the survivor's, or the other's where its address was chosen."""
    loses = survivor if moves else gone
    heads = Site.objects.filter(customer__in=[survivor, gone], is_head_office=True).order_by("pk")
    if moves and not any(site.customer_id == gone.pk for site in heads):
        return
    for site in heads:
        if site.customer_id == loses.pk:
            ledger.change(Site, site.pk, is_head_office=False)


def join_contacts(survivor: Customer, gone: Customer, ledger: Ledger) -> list[str]:
    """The same name is one person: phones united, gaps filled, everything that hung on the other hangs on this one."""
    known = {one.name_key: one for one in same_people(survivor, gone)}
    joined = []
    for other in Contact.objects.filter(customer=gone).order_by("pk"):
        twin = known.get(other.name_key)
        if twin is None:
            continue
        twin.refresh_from_db()
        gained = {
            name: value for name in _FILLED if (value := getattr(other, name)) and not getattr(twin, name)
        }
        if other.is_active and not twin.is_active:
            gained["is_active"] = True
        if gained:
            ledger.change(Contact, twin.pk, **gained)
        Contact.objects.filter(pk=twin.pk).update(revision=F("revision") + 1)
        _lead_over(Contact, other.pk, twin.pk, ledger)
        joined.append(other.full_name)
    return joined


def same_people(survivor: Customer, gone: Customer) -> Iterable[Contact]:
    """The survivor's people who stand in the other file too, whoever is still there before whoever has left."""
    names = Contact.objects.filter(customer=gone).values("name_key")
    there = Contact.objects.filter(customer=survivor, name_key__in=names)
    # The last of one name wins in a dictionary.
    return there.order_by("is_active", "-pk")


def _lead_over(model: type[models.Model], pk: int, twin: int, ledger: Ledger) -> None:
    """Whatever points at a row points at its twin; then the row is laid aside."""
    for reference, word in merging.following(model):
        ledger.move(reference, was=pk, to=twin, word=word)
    ledger.lay_aside(model, [pk])


def _place(site: Site) -> tuple[Any, ...]:
    return (text.name_key(site.street), site.postcode, text.name_key(site.city), site.country)
