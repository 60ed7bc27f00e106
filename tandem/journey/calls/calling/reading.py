"""The dossier of one call on one screen: in few queries, whatever there is to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from tandem.base.journal import queries as journal
from tandem.base.journal.queries import Told
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import EMAIL, Channel, Contact, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Company, User
from tandem.essentials.playbook import rulebook
from tandem.essentials.teamwork import contacts, guard
from tandem.essentials.teamwork.guard import Guard
from tandem.essentials.teamwork.models import Matter
from tandem.essentials.teamwork.rules import asks_basis
from tandem.journey.calls.calling import guides, line
from tandem.journey.calls.calling.tables import Attempt, Hold

SHOWN_ENTRIES, SHOWN_PEOPLE = 14, 8
# Of the timeline this much stands beside the number; of the partner's side the newest notes by themselves.
LAST, NOTES = 6, 3
_NUMBER = JSONObject(kind="kind", value="value", label="label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one sees before and during one call."""

    hold: Hold
    customer: Customer
    matter: Matter | None
    people: list[Any]
    told: list[Told]
    notes: list[Told]
    partner: User | None
    others: list[Matter]
    watch: Guard | None
    asks: bool
    guides: list[guides.Spoken]

    @property
    def chosen(self) -> Any:
        """The person the call is for, with numbers; None where nobody is named."""
        return next((one for one in self.people if one.pk == self.hold.contact_id), None)

    @property
    def rest(self) -> list[Any]:
        """The other people there."""
        return [one for one in self.people if one.pk != self.hold.contact_id]


def held_by(user: User, *, at: datetime) -> Any:
    """Whom the person has before them, with the company's own lines; None for nobody. One query."""
    return _read(Hold.objects.filter(person=user, until__gt=at, customer__in=customers.visible_to(user)))


def held(pk: int, *, user: User) -> Any:
    """A company that the person has had before them, also when the time is over. One query."""
    return _read(Hold.objects.filter(pk=pk, person=user, customer__in=customers.visible_to(user)))


def _read(holds: QuerySet[Hold]) -> Any:
    related = "customer__tandem", "matter__step", "matter__accountable", "task", "contact", "person"
    aliases = Customer.objects.filter(merged_into=OuterRef("customer")).values("pk")
    lines = Channel.objects.filter(customer=OuterRef("customer"), contact=None).exclude(kind=EMAIL)
    told = holds.select_related(*related).annotate(
        alias_pks=ArraySubquery(aliases),
        told_lines=ArraySubquery(lines.order_by("pk").values(told=_NUMBER)[:4]),
        told_reach=reach.column(customer="customer_id", contact=None),
    )
    return told.order_by("-until").first()


def results_of(user: User, *, at: datetime) -> list[Attempt]:
    """The person's results of today, the newest first. One query."""
    return list(line.done_today(user, at=at).select_related("customer").order_by("-at", "-pk"))


def card(hold: Any, *, user: User, at: datetime) -> Card:
    """The dossier of the call that somebody has before them."""
    customer = hold.customer
    told = journal.timeline(customer_ids=[customer.pk, *hold.alias_pks], limit=SHOWN_ENTRIES)
    other = contacts.other(contacts.side_of(user))
    team = people.team_of(customer.tandem, day=timezone.localdate(at))
    partner = team.of_side(other)
    holding = rulebook.here(customer, at=at)
    others = Matter.objects.filter(customer=customer, closed_at=None).exclude(pk=hold.matter_id or 0)
    shown = Card(
        hold=hold,
        customer=customer,
        matter=hold.matter,
        people=_people(hold),
        told=told[:LAST],
        notes=[one for one in told if _is_note(one, other)][:NOTES],
        partner=partner,
        others=list(others.select_related("accountable", "step").order_by("due_at")[:4]),
        watch=guard.of(
            user=user,
            customer=customer,
            matter=hold.matter,
            contact_id=hold.contact_id,
            at=at,
            team=team,
            held=holding,
        ),
        asks=asks_basis(holding),
        guides=[],
    )
    shown.guides.extend(_spoken(shown, user))
    return shown


def _people(hold: Hold) -> list[Any]:
    """The people there with their numbers; the one who is called first."""
    told = Channel.objects.filter(contact=OuterRef("pk")).order_by("pk")
    found = Contact.objects.filter(customer=hold.customer_id, is_active=True).annotate(
        told_channels=ArraySubquery(told.values(told=_NUMBER)),
        told_reach=reach.column(customer="customer_id", contact="pk"),
    )
    shown = list(found.order_by("last_name", "pk")[:50])
    return sorted(shown, key=lambda one: one.pk != hold.contact_id)[:SHOWN_PEOPLE]


def _is_note(told: Told, side: str) -> bool:
    """What the partner's side wrote in words."""
    return told.entry.side == side and bool(told.event.detail())


def _spoken(shown: Card, user: User) -> list[guides.Spoken]:
    contact = shown.chosen
    values = {
        "contact": contact.kept_name if contact is not None else shown.customer.name,
        "company": shown.customer.name,
        "me": user.full_name,
        "reason": shown.matter.title if shown.matter is not None else shown.hold.reason,
    }
    company = Subquery(Company.objects.order_by("pk").values("name")[:1])
    offered = guides.in_use().annotate(mycompany=company)
    return [guides.spoken(guide, values | {"mycompany": guide.mycompany or ""}) for guide in offered]
