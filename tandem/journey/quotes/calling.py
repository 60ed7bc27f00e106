"""What an open quote says about whom to call this week, and what quotes came of a round."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Sum
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tandem.base.design import filters
from tandem.journey.calls.rounds import queries as rounds
from tandem.journey.calls.rounds import scoring, weights
from tandem.journey.calls.rounds.scoring import Asked, Found
from tandem.journey.quotes.models import OPEN, Quote


def _open_quotes(asked: Asked) -> dict[int, Found]:
    """The weightiest open quote of each customer: how old it is and what it is worth."""
    rows = Quote.objects.filter(
        state=OPEN, matter__closed_at=None, matter__customer__tandem=asked.tandem_id, dated_at__lte=asked.at
    ).values_list("matter__customer_id", "matter_id", "dated_at", "net", "currency")
    found: dict[int, Found] = {}
    for customer_id, matter_id, dated_at, net, currency in rows:
        days = (asked.at - dated_at).days
        age = min(1.0, days / weights.QUOTE_OLD_AFTER_DAYS) * weights.QUOTE_AGE
        amount = min(1.0, float(net) / weights.QUOTE_LARGE_FROM) * weights.QUOTE_AMOUNT
        points = round(weights.QUOTE_FIRST + age + amount)
        if customer_id not in found or points > found[customer_id].points:
            values = {"days": days, "net": str(net), "currency": currency}
            found[customer_id] = Found(points=points, values=values, matter_id=matter_id)
    return found


def _words(values: dict[str, Any]) -> str:
    amount = _whole(values["net"], values["currency"])
    if not values["days"]:
        return _("Quote sent today, %(amount)s") % {"amount": amount}
    return ngettext(
        "Quote open for %(days)d day, %(amount)s", "Quote open for %(days)d days, %(amount)s", values["days"]
    ) % {"days": values["days"], "amount": amount}


def _whole(net: object, currency: str) -> str:
    """An amount without cents: here one weighs, one does not reckon."""
    return filters.money(round(Decimal(str(net))), currency)


def _came_of_it() -> ArraySubquery:
    """The quotes that were sent at a round's customers since it ended, by currency."""
    sent = Quote.objects.filter(
        **rounds.agreed_at("matter__customer__candidacies"),
        number__isnull=False,
        dated_at__gte=OuterRef("ended_at"),
        dated_at__lte=OuterRef("ended_at") + rounds.CAME_OF_IT,
    )
    by_currency = sent.order_by().values("currency").annotate(number_of=Count("pk"), worth=Sum("net"))
    return ArraySubquery(by_currency.values(told=JSONObject(n="number_of", net="worth", currency="currency")))


def _told(rows: list[dict[str, Any]]) -> str:
    number = sum(row["n"] for row in rows)
    worth = " + ".join(_whole(row["net"], row["currency"]) for row in rows)
    if not number:
        return pgettext("quotes", "none")
    return _("%(number)d, together %(worth)s") % {"number": number, "worth": worth}


def know() -> None:
    """Called when the room is loaded."""
    most = weights.QUOTE_FIRST + weights.QUOTE_AGE + weights.QUOTE_AMOUNT
    scoring.register(
        scoring.ReasonKind(key="quotes.open", icon="file-text", most=most, words=_words, source=_open_quotes)
    )
    rounds.register_outcome(
        rounds.Outcome(
            key="quotes.sent", label=gettext_lazy("Quotes from it"), column=_came_of_it, words=_told
        )
    )
