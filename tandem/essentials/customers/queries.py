"""Which customers somebody may see and change: the one door (S11.3, INV8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Now, TruncDate
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.journal import queries as journal
from tandem.base.journal.models import Entry
from tandem.base.journal.queries import Told
from tandem.base.tools.errors import NotAllowed
from tandem.base.tools.reads import Read
from tandem.essentials.customers import entries, reach
from tandem.essentials.customers.models import Channel, Contact, Customer, Site
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, COORDINATOR, READS_ALL, SALES_LEAD, Seat, User


@dataclass(frozen=True, slots=True)
class Door:
    """What of the customers somebody may read: all, those of the seats a person holds today, or none.

    It is a value, so that a read may be kept per door (`tools.reads`) without ever being another person's.
    """

    everything: bool = False
    seats_of: int | None = None

    def customers(self) -> QuerySet[Customer]:
        """The customers behind this door, without aliases."""
        customers = Customer.objects.filter(merged_into__isnull=True)
        if self.everything:
            return customers
        if self.seats_of is None:
            return customers.none()
        # The day is the database's, at the moment it is asked: a kept query must not keep a day.
        today = TruncDate(Now())
        held = Seat.objects.filter(Q(to_date__isnull=True) | Q(to_date__gte=today), from_date__lte=today)
        return customers.filter(tandem__in=held.filter(user=self.seats_of).values("tandem"))


def door(user: User) -> Door:
    """All for sales, an agent's own, none for experts, marketing and administration (S11.3, INV8)."""
    if reads_all(user):
        return Door(everything=True)
    return Door(seats_of=user.pk) if user.is_active and user.has_role(AGENT) else Door()


def visible_to(user: User) -> QuerySet[Customer]:
    """The customers a person may read.

    Merged customers are aliases and never listed; open them by `get_for`, which leads to the survivor.
    """
    return door(user).customers()


def get_for(user: User, pk: int) -> Customer:
    """One customer, or 404 whether it does not exist or is not for this person.

    An alias leads to the survivor.
    """
    seen = door(user)
    found: list[Customer] = _CUSTOMER(door=seen, pk=pk)
    if not found:
        survivors = Customer.objects.filter(pk=pk).values_list("merged_into_id", flat=True)
        found = _CUSTOMER(door=seen, pk=survivors.first())
    if not found:
        raise Http404
    return found[0]


def may_see(user: User, *, customer_id: int) -> bool:
    """Whether this customer is one that the person may read."""
    return bool(_SEEN(door=door(user), pk=customer_id))


_SEEN = Read(lambda given, door: door.customers().filter(pk=given.pk).values_list("pk", flat=True))
_CUSTOMER = Read(lambda given, door: door.customers().select_related("tandem").filter(pk=given.pk))


def writable_tandem_ids(user: User, *, day: date) -> set[int] | None:
    """The tandems whose customers a person may change: the own and those of people they stand in for.

    None means all (coordinator and sales lead, who resolve what is stuck).
    """
    if user.has_role(COORDINATOR, SALES_LEAD):
        return None
    own = set(people.tandem_ids_of(user=user, day=day))
    for absent in people.stand_ins(day=day).represented_by(user):
        own |= set(people.tandem_ids_of(user=User(pk=absent), day=day))
    return own | set(user.deputy_for_tandems.values_list("pk", flat=True))


def may_write(user: User, customer: Customer, *, day: date) -> bool:
    """Whether a person may change this customer and what hangs on it."""
    if not user.is_active:
        return False
    # Mostly it is the own tandem: who stands in for whom is asked only where it is not.
    if customer.tandem_id in people.tandem_ids_of(user=user, day=day):
        return True
    allowed = writable_tandem_ids(user, day=day)
    return allowed is None or customer.tandem_id in allowed


def alias_ids(customer: Customer) -> list[int]:
    """The customer and everything merged into it: whose journal entries are shown together."""
    return [customer.pk, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]


def read_with(customer: Any) -> ArraySubquery:
    """The ids whose journal entries are read with a customer's: entries never move, so its aliases' as well.

    For a query on the journal: `customer_id__any_of=read_with(given.customer)`.
    """
    return ArraySubquery(
        Customer.objects.filter(Q(pk=customer) | Q(merged_into=customer)).order_by("pk").values("pk")
    )


def read_at(customers: QuerySet[Customer]) -> QuerySet[Customer, int]:
    """The ids whose journal entries are read with these customers': their own and their aliases'."""
    survivor = Coalesce("merged_into", "pk")
    known = Customer.objects.alias(survivor=survivor).filter(survivor__in=customers.values("pk"))
    return known.values_list("pk", flat=True)


def survivors(pks: Iterable[int]) -> dict[int, Customer]:
    """The customer with which the entries of each of these ids are read. Two queries."""
    leads_to = {
        pk: into or pk
        for pk, into in Customer.objects.filter(pk__in=set(pks)).values_list("pk", "merged_into_id")
    }
    held = Customer.objects.select_related("tandem").in_bulk(set(leads_to.values()))
    return {pk: held[to] for pk, to in leads_to.items()}


def surviving(customer: Any) -> QuerySet[Customer, int]:
    """For a subquery: the id of the customer with which the entries of this one are read."""
    return Customer.objects.filter(pk=customer).values_list(Coalesce("merged_into", "pk"), flat=True)


def require_write(user: User | None, customer: Customer, *, day: date) -> None:
    """Refuse unless the person (or the system) may change this customer; says who could."""
    if user is None or may_write(user, customer, day=day):
        return
    team = people.team(tandem_id=customer.tandem_id, day=day)
    names = _(" and ").join(person.full_name for person in team.people) or customer.tandem.name
    raise NotAllowed(
        _("%(customer)s is looked after by %(names)s. You can read the file; changes are made by them.")
        % {"customer": customer.name, "names": names}
    )


def may_create(user: User) -> bool:
    """Whether a person takes companies in: sales, and commercial agents for their own tandem."""
    return user.is_active and user.has_role(*READS_ALL, AGENT)


def told_change(*, customer: Customer, by: User, at: datetime) -> Told | None:
    """What the journal tells of a person's change of the facts at this moment; None where nothing was changed."""
    kinds = [entries.CustomerChanged.key, entries.LifeCycleChanged.key, entries.Tagged.key]
    changes = Entry.objects.filter(customer_id=customer.pk, actor_id=by.pk, at=at, type__in=kinds)
    entry = changes.order_by("-pk").first()
    return journal.tell(entry) if entry is not None else None


def file_path(pk: int) -> str:
    """The address of a customer's file.

    The page itself is put together by the desk, which knows all rooms.
    """
    return f"{reverse('customers:list')}/{pk}"


def get_contact_for(user: User, customer_pk: int, pk: int) -> Contact:
    """One contact of a visible customer, or 404."""
    customer = get_for(user, customer_pk)
    contacts = Contact.objects.filter(customer=customer).select_related("site", "cared_by")
    contact = get_object_or_404(contacts, pk=pk)
    contact.customer = customer
    return contact


def get_site_for(user: User, customer_pk: int, pk: int) -> Site:
    """One address of a visible customer, or 404."""
    customer = get_for(user, customer_pk)
    site = get_object_or_404(Site.objects.filter(customer=customer), pk=pk)
    site.customer = customer
    return site


def contacts_of(customer: Customer) -> list[Contact]:
    """The people at a customer with their phones and addresses (`told_channels`), those who left last."""
    channels = Prefetch("channels", queryset=Channel.objects.order_by("pk"), to_attr="told_channels")
    contacts = Contact.objects.filter(customer=customer).select_related("cared_by", "site")
    told = contacts.annotate(told_reach=reach.column(customer="customer_id", contact="pk"))
    return list(told.prefetch_related(channels).order_by("-is_active", "pk"))


def channels_of(customer: Customer, contact: Contact | None = None) -> list[Channel]:
    """The company's own phones and addresses, or a contact's."""
    return list(Channel.objects.filter(customer=customer, contact=contact).order_by("pk"))


def told_reach(customer: Customer) -> dict[str, Any]:
    """What is known of the company's own lines, for `{% dial %}`. One query."""
    told = reach.column(customer="pk", contact=None)
    return dict(Customer.objects.filter(pk=customer.pk).values_list(told, flat=True)[0])


def with_reach(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Numbers with what is known of calling them (`told_reach`), for `{% dial %}`."""
    return channels.annotate(told_reach=reach.column(customer="customer_id", contact="contact_id"))


def sites_of(customer: Customer) -> list[Site]:
    """The addresses, the head office first."""
    return list(Site.objects.filter(customer=customer).order_by("-is_head_office", "city", "pk"))


def branches_of(user: User, customer: Customer, *, limit: int = 50) -> list[Customer]:
    """The companies that belong to this one, as far as this person may see them."""
    return list(visible_to(user).filter(parent=customer).order_by("sort_key", "pk")[:limit])


def reads_all(user: User) -> bool:
    """Whether a person reads every file: sales without its commercial agents."""
    return user.is_active and user.has_role(*READS_ALL)


def ancestry(customer_id: int) -> set[int]:
    """A company and everything above it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE above AS (SELECT id, parent_id FROM customers_customer WHERE id = %s"
            " UNION SELECT c.id, c.parent_id FROM customers_customer c JOIN above ON c.id = above.parent_id)"
            " SELECT id FROM above",
            [customer_id],
        )
        return {row[0] for row in cursor.fetchall()}
