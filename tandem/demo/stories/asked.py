"""Quotes that wait for somebody: a customer who asks by link, a discount that wants a yes, one that has it."""

from __future__ import annotations

import uuid
from datetime import datetime

from tandem.base.links import queries as addresses
from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.customers.models import EMAIL, Contact, Customer
from tandem.essentials.people.models import FIELD, INSIDE
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import approving, queries
from tandem.journey.quotes.models import CustomerQuestion, QuoteVersion
from tandem.journey.quotes.rules import LINE, DiscountLimit


def all_of(stage: Stage) -> list[Story]:
    """The limit, and every story that finds its customer: Sandra's, from behind, where `neighbours` tells little."""
    both = (stage.cast.keys, stage.cast.allgaeu)
    own = [one for tandem in both for one in reversed(stage.others.get(tandem.pk, []))]
    customers = [one for one in own if _who_reads_mail(one) is not None]
    tellers = (asks_by_link, yes_is_asked_for, yes_is_given)
    return [limit(stage), *(teller(stage, one) for teller, one in zip(tellers, customers, strict=False))]


def _who_reads_mail(customer: Customer) -> Contact | None:
    return customer.contacts.filter(channels__kind=EMAIL).order_by("pk").first()


def limit(s: Stage) -> Story:
    """More than 15 % on a line wants the yes of the sales lead."""
    yield (at := s.days.back(30, "11:30"))
    playbook.set_rule(
        kind=DiscountLimit(roles=(INSIDE, FIELD), on=LINE, percent=15),
        scope=Scope(),
        effect=BLOCK,
        reason="Darüber bleibt zu wenig übrig. Jürgen sagt ja oder nein, meist am selben Tag.",
        by=s.cast.juergen,
        at=at,
    )


def asks_by_link(s: Stage, customer: Customer) -> Story:
    """The customer has asked twice by the link of the quote; Sandra has answered the first."""
    d, sandra = s.days, s.cast.sandra
    yield (at := d.back(7, "10:20"))
    matter = s.sale(
        customer,
        "Rollenbahn Kommissionierung",
        contact=_who_reads_mail(customer),
        step="quote",
        by=sandra,
        at=at,
    )
    quote = s.write_quote(
        matter, [("gf600", "1", "3"), ("kg80", "2", "0"), ("ibn", "1", "0")], by=sandra, at=at, chance=60
    )
    yield (at := d.back(6, "09:30"))
    s.send(quote, by=sandra, at=at)
    version = QuoteVersion.objects.get(quote=quote)
    token = quotes.give_link(version=version, by=sandra, at=at)
    contact = _who_reads_mail(customer)
    name = contact.full_name if contact is not None else customer.name
    yield (at := d.back(4, "14:10"))
    _ask(version, token, name, "Ist die Inbetriebnahme auch an einem Samstag möglich?", at)
    first = CustomerQuestion.objects.get(version=version)
    yield (at := d.back(3, "08:40"))
    quotes.reply(
        question=first,
        text="Ja, gern. Der Samstag kostet nichts extra, wenn wir ihn zwei Wochen vorher wissen.",
        by=sandra,
        at=at,
    )
    yield (at := d.back(1, "15:50"))
    _ask(
        version,
        token,
        name,
        "Gibt es die Rollen auch in Edelstahl? Die Halle wird einmal in der Woche nass gereinigt.",
        at,
    )


def _ask(version: QuoteVersion, token: str, name: str, text: str, at: datetime) -> None:
    link = addresses.standing(token, at=at)
    assert link is not None  # given out above
    quotes.ask_by_link(
        version=version, link=link, name=name, text=text, key=uuid.uuid5(uuid.NAMESPACE_URL, text), at=at
    )


def yes_is_asked_for(s: Stage, customer: Customer) -> Story:
    """18 % on the conveyors: Jürgen has not answered yet."""
    d, sandra = s.days, s.cast.sandra
    yield (at := d.back(2, "09:15"))
    matter = s.sale(customer, "Drei Gurtförderer Verpackung", step="quote", by=sandra, at=at)
    quote = s.write_quote(matter, [("gf400", "3", "18"), ("sens", "9", "0")], by=sandra, at=at, chance=70)
    yield (at := d.back(1, "16:05"))
    quotes.ask_approval(
        version=QuoteVersion.objects.get(quote=quote),
        reason="Drei gleiche Förderer in einem Zug, und der Wettbewerb liegt 5 % darunter.",
        by=sandra,
        at=at,
    )


def yes_is_given(s: Stage, customer: Customer) -> Story:
    """Jürgen has said yes; the quote can go out."""
    d, sandra, juergen = s.days, s.cast.sandra, s.cast.juergen
    yield (at := d.back(3, "10:40"))
    matter = s.sale(customer, "Trommelmotoren Sortierstrecke", step="quote", by=sandra, at=at)
    quote = s.write_quote(matter, [("tm113", "10", "17"), ("fu40", "10", "5")], by=sandra, at=at, chance=75)
    version = QuoteVersion.objects.get(quote=quote)
    yield (at := d.back(3, "11:00"))
    asked = quotes.ask_approval(
        version=version,
        reason="Zehn Stück auf einmal, Rahmen für das nächste Jahr in Aussicht.",
        by=sandra,
        at=at,
    )
    yield (at := d.back(2, "08:25"))
    version = QuoteVersion.objects.select_related("quote__matter").get(pk=version.pk)
    lines = queries.lines_of(version)
    seen = approving.digest_of(version, lines, queries.totals_of_lines(version, lines))
    quotes.answer_approval(
        approval=asked,
        granted=True,
        seen=seen,
        reason="Einverstanden, wenn der Rahmen im Januar kommt.",
        by=juergen,
        at=at,
    )
