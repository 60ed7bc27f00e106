"""Limits of discount and margin that are for one product group."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules as rulebook
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products.models import Product
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.rules import LINE, DiscountLimit, MarginLimit, SendQuote

pytestmark = pytest.mark.django_db


def _draft(quote: Quote) -> QuoteVersion:
    return quote.versions.get(state="draft")


def test_a_limit_for_a_group_looks_at_its_lines_only(
    line: QuoteLine, quote: Quote, motor: Product, tobias: User, now: datetime
) -> None:
    drives = catalogue.keep_group(
        group=None, number="20", name_de="Antriebe", name_en="Drives", by=None, at=now
    )
    quotes.add_line(
        version=_draft(quote), text="Sonderbau", price=100, discount=30, cost=None, by=tobias, at=now
    )
    kind = DiscountLimit(roles=("field",), on=LINE, percent=5, group=str(drives.pk))
    rule = playbook.set_rule(kind=kind, scope=Scope(), effect=BLOCK, by=None, at=now)
    with translation.override("de"):
        assert "Gruppe „Antriebe“" in kind.sentence()

    def findings() -> list[str]:
        version = _draft(quote)
        version.quote = quote
        lines = queries.lines_of(version)
        act = approvals.judged(version, lines, queries.totals_of_lines(version, lines), by=tobias, at=now)
        return [one.objection.sentence for one in rulebook.check(act).findings if one.held.rule == rule]

    quotes.set_line(line=line, discount=Decimal(6), by=tobias, at=now)
    assert findings() == []
    Product.objects.filter(pk=motor.pk).update(group=drives)
    assert findings() == ["Gruppe „Antriebe“: eine Position hat mehr als 5\xa0% Rabatt."]
    margin = MarginLimit(roles=("field",), percent=50, group=str(drives.pk))
    quotes.set_line(line=line, discount=Decimal(5), by=tobias, at=now)
    version = _draft(quote)
    version.quote = quote
    lines = queries.lines_of(version)
    act = approvals.judged(version, lines, queries.totals_of_lines(version, lines), by=tobias, at=now)
    assert margin.judge(act) is not None
    assert MarginLimit(roles=("field",), percent=36, group=str(drives.pk)).judge(act) is None


def test_looking_back_knows_the_groups(
    line: QuoteLine, quote: Quote, motor: Product, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    drives = catalogue.keep_group(
        group=None, number="20", name_de="Antriebe", name_en="Drives", by=None, at=now
    )
    Product.objects.filter(pk=motor.pk).update(group=drives)
    quotes.set_line(line=line, discount=Decimal(6), by=tobias, at=now)
    quotes.send(version=_draft(quote), by=tobias, at=now)
    (act,) = SendQuote.past(customers=Customer.objects.all(), since=now - timedelta(days=1))
    kind = DiscountLimit(roles=("field",), on=LINE, percent=5, group=str(drives.pk))
    assert kind.judge(act) is not None
