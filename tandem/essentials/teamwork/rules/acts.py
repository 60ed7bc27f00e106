"""The act that the rules of contact judge: somebody calls, mails or visits a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.base.journal import entry_types
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.consent import bases
from tandem.essentials.customers import queries
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.rules import Act
from tandem.essentials.teamwork import contacts, entries
from tandem.essentials.teamwork.situation import Situation


@dataclass(frozen=True, kw_only=True)
class ContactCustomer(Act):
    """A contact with a customer that begins on our side: how, and about what.

    What the customer began is none: whoever calls us is answered.
    """

    told_as: ClassVar[tuple[type[EntryType], ...]] = (entries.Noted,)
    channel: str
    about: str
    # Whom it is with, where that is known; else it is with anybody there.
    contact_id: int | None = None
    # How things stand at the customer, where a page has read it already.
    known: Situation | None = field(default=None, compare=False, repr=False)

    @cached_property
    def situation(self) -> Situation:
        """How things stood at the customer at the moment of the act."""
        return self.known or Situation(customer=self.customer, at=self.at)

    @cached_property
    def basis(self) -> bases.Basis:
        """On which legal basis the person may be addressed; with nobody in particular the best one there."""
        around = self.situation.around
        if self.contact_id is None:
            return bases.of_anybody(around, channel=self.channel)
        return bases.of_person(around, contact=self.contact_id, channel=self.channel)

    def refusal(self) -> str:
        """Whoever has objected is left alone, whatever the rules say; what the customer begins is no such act."""
        if self.basis.standing != bases.OBJECTED:
            return ""
        name = self.situation.around.people.get(self.contact_id or 0, self.customer.name)
        return _("%(name)s: %(why)s") % {"name": name, "why": self.basis.words}

    @property
    def side(self) -> str:
        """For which side it is done; empty for who belongs to neither: no rule of the two sides holds them."""
        return contacts.side_of(self.by)

    @classmethod
    def past(cls, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Self]:
        """The contacts since then, as the journal tells them."""
        keys = [entry.key for entry in cls.told_as]
        found = Entry.objects.filter(
            at__gte=since, type__in=keys, actor_id__isnull=False, customer_id__in=queries.read_at(customers)
        )
        people: dict[int, User] = {user.pk: user for user in User.objects.all()}
        known = queries.survivors(
            pk for pk in found.values_list("customer_id", flat=True).distinct() if pk is not None
        )
        for entry in found.order_by("-at", "-pk").iterator():
            told = contacts.told(entry_types.read(type=entry.type, data=entry.data))
            if told is None or entry.customer_id is None:
                continue
            yield cls(
                customer=known[entry.customer_id],
                by=people.get(entry.actor_id or 0),
                at=entry.at,
                matter_id=entry.matter_id,
                channel=told[0],
                about=told[1],
            )


def told_by(
    entry: type[EntryType],
    channel: str,
    about: str,
    by_customer: Callable[[Any], bool] = lambda _event: False,
) -> None:
    """A room says in its `rules.py` that an entry of its tells of such a contact: its action asks the rules first.

    `by_customer` tells which of these entries the customer began: they are no contact of ours.
    """
    contacts.told_by(entry, lambda _event: (channel, about), by_customer=by_customer)
    ContactCustomer.told_as = (*ContactCustomer.told_as, entry)
