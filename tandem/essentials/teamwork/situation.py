"""How things stand at a customer at one moment, read at once: who did what, who plans what, what is open.

The rules about contacts judge by it and the contact guard shows it, so that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal import entry_types
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.calendar.models import PRIVATE, Appointment
from tandem.essentials.consent import bases
from tandem.essentials.consent import queries as consent
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import FIELD, INSIDE, KEY_ACCOUNT, User
from tandem.essentials.people.queries import StandIns, Team
from tandem.essentials.playbook import facts
from tandem.essentials.teamwork import consulting, contacts, queries
from tandem.essentials.teamwork.consulting import Consulted
from tandem.essentials.teamwork.models import Consultation, Matter

# So far one looks back and ahead.
DAYS = timedelta(days=14)
# An answer may ask to wait so long; what was asked before that is over.
LONGEST_WAIT = timedelta(days=60)
_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One contact, as the journal tells it."""

    at: datetime
    actor_id: int | None
    side: str
    event: EntryType
    # Channel and occasion; empty where the customer came to us.
    channel: str = ""
    about: str = ""

    def told(self, partner: User | None) -> str:
        """'Anna, Mo 23.11. 14:10: Telefonat mit Claudia Hölzl.'"""
        is_partner = partner is not None and partner.pk == self.actor_id
        return _("%(name)s, %(moment)s: %(what)s.") % {
            "name": partner.first_name if partner is not None and is_partner else _("Your partner's side"),
            "moment": filters.moment(self.at),
            "what": self.event.sentence(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An appointment with the customer in the next days."""

    at: datetime
    kind: str
    title: str
    people: list[int]


class Situation:
    """A customer around a moment. What is asked for is read once, when it is asked for."""

    def __init__(
        self, *, customer: Customer, at: datetime, team: Team | None = None, away: StandIns | None = None
    ) -> None:
        self.customer, self.at = customer, at
        self._team, self._away = team, away
        self._acting: dict[int, User] = {}

    @property
    def team(self) -> Team:
        """Who holds the seats. One query unless known."""
        if self._team is None:
            self._team = people.team_of(self.customer.tandem, day=timezone.localdate(self.at))
        return self._team

    def acting_for(self, person: User) -> User:
        """The person, or who stands in while they are away (INV1). No query for somebody of the team who is there."""
        if person.pk not in self._acting:
            self._acting[person.pk] = self._stand_in(person) or person
        return self._acting[person.pk]

    def _stand_in(self, person: User) -> User | None:
        if self._away is not None:
            return self._away.acting_for(person)
        if person.pk in self.team.present:
            return None
        return people.acting_for(person, day=timezone.localdate(self.at))

    def holder(self, side: str) -> User | None:
        """Who speaks for a side here, if anybody who still works."""
        person = self.team.of_side(side)
        return person if person is not None and person.is_active else None

    def partner_of(self, user: User) -> User | None:
        """With whom somebody agrees before a contact; None where that would be themselves."""
        partner = self.holder(contacts.other(contacts.side_of(user)))
        return None if partner is None or partner.pk == user.pk else partner

    @cached_property
    def _row(self) -> Any:
        found = _AROUND(
            kinds=tuple(facts.known()),
            customer=self.customer.pk,
            at=self.at,
            since=self.at - DAYS,
            until=self.at + DAYS,
            telling=contacts.telling(),
        )
        return found[0]

    @cached_property
    def facts(self) -> list[facts.Fact]:
        """What is open here."""
        return facts.read(self._row)

    @cached_property
    def around(self) -> bases.Around:
        """On which bases the company and its people may be addressed."""
        return bases.read(self._row.told_consent)

    @cached_property
    def entries(self) -> list[Past]:
        """What was spoken with the customer in the last days, on either side, the newest first."""
        return [past for one in self._row.told_contacts if (past := _past(one)) is not None]

    def last_contact(self, side: str) -> Past | None:
        """The newest contact of a side."""
        of_side = (one for one in self._row.told_contacts if _side(one["side"]) == side)
        return next((past for one in of_side if (past := _past(one)) is not None and past.channel), None)

    @property
    def customer_came_at(self) -> datetime | None:
        """When the customer last came to us."""
        return next((one.at for one in self.entries if not one.channel), None)

    @cached_property
    def plans(self) -> list[Plan]:
        """Appointments with the customer in the next days, the soonest first."""
        return [
            Plan(at=_moment(one["at"]), kind=one["kind"], title=one["title"], people=one["people"])
            for one in self._row.told_plans
        ]

    def claim_on(self, matter: Matter, *, besides: User) -> dict[str, Any] | None:
        """Who else has taken a matter of this customer for a stated time: `first_name`, `until`."""
        claims = (one for one in self._row.told_claims if one["matter"] == matter.pk)
        found = next((one for one in claims if one["person"] != besides.pk), None)
        return found | {"until": _moment(found["until"])} if found is not None else None

    @cached_property
    def _consultations(self) -> list[Consultation]:
        since = self.at - LONGEST_WAIT - DAYS
        return (
            _CONSULTATIONS(customer=self.customer.pk, at=self.at, since=since)
            if self._row.is_consulted
            else []
        )

    def consulted(self, side: str) -> Consulted | None:
        """The newest consultation that a side began here, with what it meant at the moment; None once it has lapsed."""
        newest = next((one for one in self._consultations if one.side == side), None)
        found = consulting.read(newest, at=self.at) if newest is not None else None
        return found if found is not None and self.at < found.lapses_at else None


def _past(told: dict[str, Any]) -> Past | None:
    event = entry_types.read(type=told["type"], data=told["data"])
    contact = contacts.told(event)
    if contact is None and not contacts.is_from_customer(event):
        return None
    channel, about = contact or ("", "")
    return Past(
        at=_moment(told["at"]), actor_id=told["actor"], side=told["side"], event=event, channel=channel, about=about
    )  # fmt: skip


def _side(stored: str) -> str:
    return {INSIDE: INSIDE, FIELD: FIELD, KEY_ACCOUNT: FIELD}.get(stored, "")


def _moment(written: str) -> datetime:
    moment = parse_datetime(written)
    assert moment is not None  # the database wrote it
    return timezone.localtime(moment)


def _around(given: Givens, *, kinds: tuple[str, ...]) -> QuerySet[Any]:
    """`kinds` are the facts that are known: they decide about the columns."""
    spoken = Entry.objects.filter(
        customer_id__any_of=customers.read_with(given.customer),
        type__any_of=given.telling,
        at__gte=given.since,
        at__lte=given.at,
    ).order_by("-at", "-pk")
    ahead = (
        Appointment.objects.filter(
            customer=OuterRef("pk"), starts_at__gt=given.at, starts_at__lte=given.until, cancelled_at=None
        )
        .exclude(kind=PRIVATE)
        .order_by("starts_at", "pk")
    )
    attending = ArraySubquery(
        Appointment.objects.filter(pk=OuterRef("pk"))
        .values("attendances__person")
        .order_by("attendances__pk")
    )
    told = JSONObject(at="at", type="type", data="data", actor="actor_id", side="side")
    plan = JSONObject(at="starts_at", kind="kind", title="title", people=attending)
    claims = queries.running_claims(at=given.at).filter(matter__customer=OuterRef("pk"))
    return (
        Customer.objects.filter(pk=given.customer)
        .only("pk")
        .annotate(
            told_contacts=ArraySubquery(spoken.values(told=told)[:_MOST]),
            told_plans=ArraySubquery(ahead.values(told=plan)[:_MOST]),
            is_consulted=Exists(Consultation.objects.filter(customer=OuterRef("pk"))),
            told_claims=ArraySubquery(claims.values(told=queries.CLAIM_TOLD)[:_MOST]),
            told_consent=consent.told_of_company("pk", at=given.at),
            **facts.columns(given.at),
        )
    )


_AROUND = Read(_around)
_CONSULTATIONS = Read(
    lambda given: (
        Consultation.objects.filter(
            customer=given.customer, asked_at__lte=given.at, asked_at__gte=given.since
        )
        .select_related("asker", "asked", "answered_by")
        .order_by("-asked_at", "-pk")[:_MOST]
    )
)
