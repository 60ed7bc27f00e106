"""Customers as rows: those of the drawn screens by the real actions, all others by COPY."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from django.db import connection

from tandem.base.journal.entry_types import CONTACT, known
from tandem.base.journal.models import Entry
from tandem.base.tools import text
from tandem.demo.cast import Cast
from tandem.demo.clients import Client, Somebody, host_of, mobile, phone_at
from tandem.demo.days import ZONE, Days
from tandem.demo.past.deals import Deal
from tandem.demo.sheets import Sheet
from tandem.demo.words import drawn as words
from tandem.demo.words.places import Place
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import entries
from tandem.essentials.customers.models import EMAIL, MOBILE, PHONE, Channel, Contact, Customer, Site
from tandem.essentials.people.models import User

_MODELS: tuple[Any, ...] = (Customer, Site, Contact, Channel, Entry)
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"})


@dataclass(slots=True)
class Drawn:
    """The customers of the drawn screens, as rows and as clients."""

    customers: dict[str, Customer]
    contacts: dict[str, list[Contact]]
    clients: list[Client]


def drawn_customers(cast: Cast, days: Days, rng: Random) -> Drawn:
    """Take them in as a colleague would have, years ago."""
    found = Drawn({}, {}, [])
    for row in words.DRAWN:
        since = min(date(row.since, 3, 1 + len(row.name) % 20), days.shift(days.today, -60))
        at = datetime.combine(since, time(10), tzinfo=ZONE)
        place = Place(row.country, row.postcode, row.city, row.dial)
        host = host_of(row.name)
        customer = customers.create(
            name=row.name,
            number=row.number,
            klass=row.klass,
            life_cycle=row.life_cycle,
            industry=row.industry,
            street=row.street,
            postcode=row.postcode,
            city=row.city,
            country=row.country,
            currency="CHF" if row.country == "CH" else "EUR",
            website=f"www.{host}",
            tags=list(row.tags),
            tandem=cast.ulm,
            channels=[(PHONE, phone_at(place, rng), "Zentrale"), (EMAIL, f"info@{host}", "")],
            by=None,
            at=at,
        )
        found.customers[row.key] = customer
        found.contacts[row.key] = [
            _contact(customer, person, place=place, host=host, cast=cast, rng=rng, at=at)
            for person in row.people
        ]
        found.clients.append(_as_client(customer, row, place, found.contacts[row.key], since))
    return found


def _contact(
    customer: Customer,
    person: words.Person,
    *,
    place: Place,
    host: str,
    cast: Cast,
    rng: Random,
    at: datetime,
) -> Contact:
    address = f"{person.first_name[0]}.{person.last_name}@{host}".lower().translate(_LETTERS)
    channels = [(PHONE, phone_at(place, rng), ""), (EMAIL, address, "")]
    if place.country == "DE":
        channels.append((MOBILE, mobile(rng), ""))
    return customers.add_contact(
        customer=customer,
        salutation=person.salutation,
        first_name=person.first_name,
        last_name=person.last_name,
        function=person.function,
        buying_role=person.buying_role,
        cared_by=getattr(cast, person.cared_by),
        channels=channels,
        by=None,
        at=at,
    )


def _as_client(
    customer: Customer, row: words.Drawn, place: Place, people: list[Contact], since: date
) -> Client:
    somebody = [
        Somebody(
            pk=one.pk,
            salutation=one.salutation,
            first_name=one.first_name,
            last_name=one.last_name,
            function=one.function,
            buying_role=one.buying_role,
            email=one.channels.get(kind=EMAIL).value,
            phone="",
        )
        for one in people
    ]
    return Client(
        pk=customer.pk,
        number=row.number,
        name=row.name,
        tandem_id=customer.tandem_id,
        # Who orders for the first time, or has not yet, has no past.
        klass=row.klass if row.life_cycle in ("regular", "repeat") else "-",
        industry=row.industry,
        street=row.street,
        place=place,
        since=since,
        currency=customer.currency,
        people=somebody,
        is_drawn=True,
        life_cycle=row.life_cycle,
    )


def number(clients: list[Client]) -> None:
    """Give companies and people the ids under which they are written."""
    next_customer, next_contact = Sheet(Customer).next_id, Sheet(Contact).next_id
    for client in clients:
        client.pk, next_customer = next_customer, next_customer + 1
        for person in client.people:
            person.pk, next_contact = next_contact, next_contact + 1


def branches(clients: list[Client], rng: Random) -> None:
    """A few companies belong to another one of the same trade: its branch, with its name."""
    roots = [client for client in clients if client.klass == "A"]
    for client in clients:
        if client.klass == "B" and roots and rng.random() < 0.05:
            root = rng.choice(roots)
            client.parent_id = root.pk
            client.name = f"{root.name}, Werk {client.place.city}"
            client.industry = root.industry


def sum_up(clients: list[Client], deals: list[Deal], today: date) -> None:
    """Life cycle, turnover and last contact follow from what happened."""
    by_client: defaultdict[int, list[Deal]] = defaultdict(list)
    for deal in deals:
        by_client[deal.client.pk].append(deal)
    for client in clients:
        own = by_client.get(client.pk, [])
        ordered = sorted(
            (deal for deal in own if deal.confirmed_at), key=lambda deal: deal.confirmed_at or deal.opened_at
        )
        if ordered and not client.is_drawn:
            ordered[0].is_first = True
        last_year = [
            deal.versions[-1].sums.net
            for deal in ordered
            if deal.confirmed_at and deal.confirmed_at.year == today.year - 1
        ]
        client.turnover = sum(last_year, Decimal(0)) if last_year else None
        client.turnover_year = today.year - 1 if last_year else None
        if not client.is_drawn:
            client.life_cycle = _life_cycle(client, ordered, own, today)


def _life_cycle(client: Client, ordered: list[Deal], own: list[Deal], today: date) -> str:
    if not ordered:
        if any(deal.source and deal.stage == "appointment" for deal in own):
            return "lead"
        return "lost" if own and not any(deal.stage for deal in own) and len(own) > 1 else "prospect"
    newest = ordered[-1].confirmed_at
    assert newest is not None
    if (today - newest.date()).days > 500 and not any(deal.stage for deal in own):
        return "dormant"
    if len(ordered) == 1:
        return "first"
    if len(ordered) < 4:
        return "repeat"
    return "reference" if client.klass == "A" and client.pk % 4 == 0 else "regular"


def write(clients: list[Client], users: dict[int, User], progress: Callable[[str, int, int], None]) -> None:
    """COPY the companies that are not there yet, with sites, people, numbers and the first journal entry."""
    fresh = [client for client in clients if not client.is_drawn]
    for client in (one for one in clients if one.is_drawn):
        Customer.objects.filter(pk=client.pk).update(
            turnover=client.turnover, turnover_year=client.turnover_year
        )
    for start in range(0, len(fresh), 20_000):
        progress("Writing customers", start, len(fresh))
        sheets: dict[Any, Sheet] = {model: Sheet(model) for model in _MODELS}
        sheets[Customer].reset(fresh[start].pk)
        sheets[Contact].reset(next(person.pk for client in fresh[start:] for person in client.people))
        for client in fresh[start : start + 20_000]:
            _write(sheets, client)
        for sheet in sheets.values():
            sheet.write()
    progress("Writing customers", len(fresh), len(fresh))


def _write(sheets: dict[Any, Sheet], client: Client) -> None:
    at = datetime.combine(client.since, time(9, client.pk % 60), tzinfo=ZONE)
    address = {
        "street": client.street,
        "postcode": client.place.postcode,
        "city": client.place.city,
        "country": client.place.country,
    }
    sheets[Customer].add(
        number=client.number,
        name=client.name,
        name_key=text.name_key(client.name)[:200],
        sort_key=text.sort_key(client.name)[:200],
        tandem_id=client.tandem_id,
        parent_id=client.parent_id,
        klass=client.klass,
        life_cycle=client.life_cycle,
        industry=client.industry,
        vat_number=client.vat_number,
        website=client.website,
        currency=client.currency,
        turnover=client.turnover,
        turnover_year=client.turnover_year,
        remark=client.remark,
        tags=client.tags,
        created_at=at,
        changed_at=at,
        **address,
    )
    sheets[Site].add(customer_id=client.pk, is_head_office=True, **address)
    sheets[Channel].add(customer_id=client.pk, kind=PHONE, value=client.phone, label="Zentrale")
    sheets[Channel].add(customer_id=client.pk, kind=EMAIL, value=client.email)
    for person in client.people:
        _write_person(sheets, client, person)
    event = entries.CustomerCreated(name=client.name)
    sheets[Entry].add(at=at, type=event.key, customer_id=client.pk, data=dict(vars(event)))


def _write_person(sheets: dict[Any, Sheet], client: Client, person: Somebody) -> None:
    sheets[Contact].add(
        customer_id=client.pk,
        salutation=person.salutation,
        first_name=person.first_name,
        last_name=person.last_name,
        name_key=text.name_key(f"{person.first_name} {person.last_name}")[:160],
        function=person.function,
        buying_role=person.buying_role,
        cared_by_id=person.cared_by,
    )
    reach = [(PHONE, person.phone), (EMAIL, person.email)] + (
        [(MOBILE, person.mobile)] if person.mobile else []
    )
    for kind, value in reach:
        sheets[Channel].add(customer_id=client.pk, contact_id=person.pk, kind=kind, value=value)


def largest(clients: list[Client], cast: Cast) -> dict[int, list[Customer]]:
    """The first customers of each other tandem that have a past, A before B."""
    found: dict[int, list[Customer]] = {}
    for tandem in (cast.allgaeu, cast.keys, cast.austria):
        own = [client for client in clients if client.tandem_id == tandem.pk and client.klass in ("A", "B")]
        chosen = sorted(own, key=lambda client: (client.klass, client.pk))[:6]
        rows = Customer.objects.in_bulk([client.pk for client in chosen])
        found[tandem.pk] = [rows[client.pk] for client in chosen]
    return found


def remember_contacts() -> None:
    """The day of the last contact follows from the journal, for everybody."""
    kinds = [key for key, kind in known().items() if kind.group == CONTACT]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer held SET last_contact_date = told.day"
            " FROM (SELECT customer_id, max(timezone(%s, at))::date AS day FROM journal_entry"
            " WHERE type = ANY(%s) GROUP BY customer_id) told WHERE held.id = told.customer_id",
            [str(ZONE), kinds],
        )
