"""Lists of calls to take along: what a round has agreed, what a person has before them today.

Whoever has objected stands in no list, and where a rule lets nobody call without a legal basis whoever has none doesn't
either. How many were left out is counted and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import ngettext

from tandem.essentials.consent import bases
from tandem.essentials.consent import queries as consent
from tandem.essentials.consent.bases import NEEDS_BASIS, OBJECTED, Around
from tandem.essentials.customers.models import EMAIL, LOST, Channel, Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.rules import asks_basis_at
from tandem.journey.calls.calling import line
from tandem.journey.calls.models import CALLING, Candidate, Round
from tandem.journey.calls.rounds import order, queries, scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A company that is to be called, as it was agreed."""

    customer_id: int
    contact_id: int | None
    reason: str
    background: str = ""
    best_time: str = ""
    planned_at: datetime | None = None
    caller: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Somebody who may be called: a person, or with None the company's own lines."""

    wanted: Wanted
    customer: Customer
    contact: Contact | None
    numbers: list[str]
    basis: str


@dataclass(slots=True)
class CallList:
    """The rows, and how many people and lines are not among them."""

    rows: list[Row] = field(default_factory=list)
    objected: int = 0
    without_basis: int = 0
    without_number: int = 0

    @property
    def left_out(self) -> list[str]:
        """How many were left out and why, a sentence each."""
        told = [
            (
                self.objected,
                ngettext(
                    "%(count)d left out because of an objection.",
                    "%(count)d left out because of objections.",
                    self.objected,
                ),
            ),
            (
                self.without_basis,
                ngettext(
                    "%(count)d left out because there is no legal basis and your rule asks for one.",
                    "%(count)d left out because there is no legal basis and your rule asks for one.",
                    self.without_basis,
                ),
            ),
            (
                self.without_number,
                ngettext(
                    "%(count)d left out because no number is known.",
                    "%(count)d left out because no number is known.",
                    self.without_number,
                ),
            ),
        ]
        return [words % {"count": count} for count, words in told if count]


def of_round(found: Round, *, at: datetime) -> CallList:
    """The calls that a round has agreed. Rights are the caller's."""
    agreed = order.talked_about(found).filter(decision=CALLING).select_related("caller", "matter")
    candidates = agreed.prefetch_related("views__person").order_by("planned_at", "pk")
    return _listed([_of(candidate) for candidate in candidates], at=at)


def _of(candidate: Candidate) -> Wanted:
    views = sorted(candidate.views.all(), key=lambda view: view.person_id == candidate.caller_id)
    return Wanted(
        customer_id=candidate.customer_id,
        contact_id=candidate.matter.contact_id if candidate.matter is not None else None,
        reason=" · ".join(reason.words for reason in scoring.told(candidate.reasons)),
        background="\n".join(view.background for view in views if view.background),
        best_time=queries.best_time(views),
        planned_at=candidate.planned_at,
        caller=candidate.caller.full_name if candidate.caller is not None else "",
    )


def of_today(user: User, *, at: datetime) -> CallList:
    """Whom call mode has for a person today, in its order."""
    found = line.of(user=user, at=at)
    listed = _listed(
        [
            Wanted(
                customer_id=one.customer_id, contact_id=one.contact_id, reason=one.reason, background=one.background,
                best_time=one.best_time, caller=user.full_name,
            )
            for one in found.waiting
        ],
        at=at,
    )  # fmt: skip
    listed.objected += found.barred
    return listed


def _listed(wanted: Sequence[Wanted], *, at: datetime) -> CallList:
    """The same few queries, however many there are."""
    companies = _companies([one.customer_id for one in wanted], at=at)
    asked = asks_basis_at(companies.values(), at=at)
    found = CallList()
    for one in wanted:
        customer = companies.get(one.customer_id)
        if customer is not None:
            _add(found, one, customer, asks=customer.pk in asked)
    return found


def _companies(pks: Iterable[int], *, at: datetime) -> dict[int, Any]:
    people = Contact.objects.filter(is_active=True).order_by("last_name", "pk")
    lines = Channel.objects.exclude(kind=EMAIL).order_by("pk")
    read = Customer.objects.filter(merged_into=None).exclude(life_cycle=LOST).annotate(
        told_consent=consent.told_of_company("pk", at=at)
    )  # fmt: skip
    prefetched = read.prefetch_related(
        Prefetch("contacts", people, to_attr="listed_people"),
        Prefetch("channels", lines, to_attr="listed_lines"),
    )
    return prefetched.in_bulk(list(pks))


def _add(found: CallList, wanted: Wanted, customer: Any, *, asks: bool) -> None:
    """The person it was agreed for; where they may not be called, whoever else there may, and the company itself."""
    around = bases.read(customer.told_consent)
    chosen = next((one for one in customer.listed_people if one.pk == wanted.contact_id), None)
    others = [*(one for one in customer.listed_people if one is not chosen), None]
    for contacts in ([chosen] if chosen is not None else [], others):
        rows = list(_rows(found, wanted, customer, around, contacts, asks=asks))
        if rows:
            found.rows += rows
            return


def _rows(
    found: CallList,
    wanted: Wanted,
    customer: Any,
    around: Around,
    contacts: Iterable[Contact | None],
    *,
    asks: bool,
) -> Iterator[Row]:
    for contact in contacts:
        pk = contact.pk if contact is not None else None
        numbers = [one.value for one in customer.listed_lines if one.contact_id == pk]
        if contact is None and not numbers:
            continue
        basis = bases.of_person(around, contact=pk)
        if basis.standing == OBJECTED:
            found.objected += 1
        elif asks and basis.standing == NEEDS_BASIS:
            found.without_basis += 1
        elif not numbers:
            found.without_number += 1
        else:
            yield Row(wanted=wanted, customer=customer, contact=contact, numbers=numbers, basis=basis.words)
