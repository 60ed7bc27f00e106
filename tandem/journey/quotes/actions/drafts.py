"""Writing a quote: begin, lines, terms, a new version of a sent one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.base.tools.reads import Read
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import APPOINTMENT, FOLLOW_UP, QUOTE, VISIT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.journey.quotes import documents, entries, queries, taxes
from tandem.journey.quotes.models import DRAFT, Quote, QuoteLine, QuoteVersion

VALID_DAYS = 30
STEP = 10
MOST_LINES = 1000
# What fits a quote: below a thousand thousand million of whatever currency.
LARGEST_TOTAL = Decimal(10) ** 11
LARGEST_QUANTITY = Decimal(10) ** 7
LARGEST_PRICE = Decimal(10) ** 8

# What may be typed into a line, with the decimals the table keeps.
AMOUNTS = {"quantity": 3, "price": 4, "discount": 2, "cost": 4, "vat_rate": 2}
WORDS = {"text": documents.LONGEST_TEXT, "unit": 20, "delivery": 80}


FieldValue = str | Decimal | bool | None


class NotNow(Refused):
    """The matter or quote is not where this could happen."""


class Frozen(Refused):
    """This version was sent (INV6)."""


class NotValid(Refused):
    """What was typed cannot stand in a quote."""


@transaction.atomic
def start(
    *,
    matter: Matter,
    by: User | None,
    at: datetime,
    title: str = "",
    payment: str = "",
    delivery: str = "",
    valid_until: date | None = None,
    probability: int | None = None,
) -> Quote:
    """Begin the quote of a matter; its first version is a draft without a number."""
    current = locked(matter)
    turns.require_act(by, current, day=at.date())
    _require_startable(current)
    quote = Quote.objects.create(
        matter=current,
        title=texts.clean(title or current.title, limit=200),
        currency=current.currency,
        probability=percent(probability),
        created_at=at,
        created_by=by,
        dated_at=at,
    )
    QuoteVersion.objects.create(
        quote=quote,
        number=1,
        language="de" if current.customer.country in ("DE", "AT", "CH", "LI") else "en",
        valid_until=valid_until or timezone.localtime(at).date() + timedelta(days=VALID_DAYS),
        payment=texts.clean(payment or _("30 days net"), limit=200),
        delivery=texts.clean(delivery, limit=200),
        probability=percent(probability),
        made_at=at,
        made_by=by,
    )
    moves = current.step is not None and current.step.stands_for(APPOINTMENT, VISIT)
    teamwork.pass_turn(
        matter=current,
        step_key=QUOTE if moves else None,
        next_step=_("Finish and send the quote"),
        due_at=None if moves else current.due_at,
        event=entries.QuoteStarted(title=quote.title),
        by=by,
        at=at,
    )
    return quote


def _require_startable(matter: Matter) -> None:
    existing = Quote.objects.filter(matter=matter).first()
    if existing is not None:
        raise NotNow(
            _(
                "This matter already has the quote “%(quote)s”. A change is a new version, a second "
                "quote a second matter."
            )
            % {"quote": existing.label}
        )
    if matter.kind == REQUEST or matter.step is None:
        raise NotNow(_("“%(title)s” is a request. Open a sale to quote for it.") % {"title": matter.title})
    if not matter.step.stands_for(APPOINTMENT, VISIT, QUOTE, FOLLOW_UP):
        raise NotNow(
            _(
                "“%(title)s” stands at “%(step)s”; a quote is made after the lead was released and "
                "before the order."
            )
            % {"title": matter.title, "step": matter.step.name}
        )


def percent(value: int | None) -> int | None:
    """A chance between 0 and 100, or none."""
    if value is not None and not 0 <= value <= 100:
        raise NotValid(_("The chance is a percentage from 0 to 100."))
    return value


def held(version: QuoteVersion, *, matter: Matter | None = None) -> QuoteVersion:
    """The version as it stands now, held until the transaction ends; quote first, as every action does.

    Whoever holds the matter already brings it along.
    """
    quote = _QUOTE(pk=version.quote_id)[0]
    current = _VERSION(pk=version.pk)[0]
    quote.matter = matter or _MATTER(pk=quote.matter_id)[0]
    current.quote = quote
    return current


_QUOTE = Read(lambda given: Quote.objects.select_for_update(of=("self",)).filter(pk=given.pk))
_VERSION = Read(lambda given: QuoteVersion.objects.select_for_update(of=("self",)).filter(pk=given.pk))
_MATTER = Read(
    lambda given: Matter.objects.select_related("customer__tandem", "accountable", "step", "contact").filter(
        pk=given.pk
    )
)


def _writable(version: QuoteVersion, *, by: User | None, at: datetime) -> QuoteVersion:
    current = held(version)
    turns.require_act(by, current.quote.matter, day=at.date())
    if not current.is_draft:
        raise Frozen(
            _("Version %(version)d was sent and stays as it is. Begin a new version to change it.")
            % {"version": current.number}
        )
    if not current.quote.is_open:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": current.quote.label})
    return current


@transaction.atomic
def add_line(
    *,
    version: QuoteVersion,
    by: User | None,
    at: datetime,
    text: str = "",
    quantity: Decimal | int = 1,
    unit: str = "",
    price: Decimal | int = 0,
    discount: Decimal | int = 0,
    cost: Decimal | None = None,
    vat_rate: Decimal | None = None,
    delivery: str = "",
    optional: bool = False,
) -> QuoteLine:
    """One more position at the end, ten further."""
    current = _writable(version, by=by, at=at)
    if cost is not None:
        _require_cost(by)
    lines = queries.lines_of(current)
    if len(lines) >= MOST_LINES:
        raise NotValid(_("A quote has at most %(count)d lines.") % {"count": MOST_LINES})
    rate = default_vat_rate(current.quote.matter.customer) if vat_rate is None else vat_rate
    line = QuoteLine(
        version=current,
        position=(lines[-1].position if lines else 0) + STEP,
        text=_words("text", text),
        quantity=_amount("quantity", Decimal(quantity)),
        unit=_words("unit", unit),
        price=_amount("price", Decimal(price)),
        discount=_amount("discount", Decimal(discount)),
        cost=None if cost is None else _amount("cost", cost),
        vat_rate=_amount("vat_rate", rate),
        delivery=_words("delivery", delivery),
        optional=optional,
    )
    line.save(force_insert=True)
    _sum_up(current, [*lines, line])
    return line


@transaction.atomic
def set_line(*, line: QuoteLine, by: User | None, at: datetime, **fields: FieldValue) -> QuoteLine:
    """Change what is given of a line: text, quantity, unit, price, discount, cost, vat_rate, delivery,
    optional."""
    current = _writable(line.version, by=by, at=at)
    fresh = QuoteLine.objects.filter(pk=line.pk, version=current).first()
    if fresh is None:
        raise NotNow(_("This line has just been removed."))
    if "cost" in fields:
        _require_cost(by)
    for name, value in fields.items():
        setattr(fresh, name, _field(name, value))
    fresh.save(update_fields=list(fields))
    _sum_up(current, queries.lines_of(current))
    return fresh


def _field(name: str, value: FieldValue) -> FieldValue:
    if name == "optional":
        return bool(value)
    if name in WORDS:
        return _words(name, str(value or ""))
    if name in AMOUNTS:
        if value is None and name == "cost":
            return None
        return _amount(name, value if isinstance(value, Decimal) else Decimal(str(value)))
    raise TypeError(f"A quote line has no field {name}.")


@transaction.atomic
def remove_line(*, line: QuoteLine, by: User | None, at: datetime) -> None:
    """Take a position out; the others keep their numbers."""
    current = _writable(line.version, by=by, at=at)
    QuoteLine.objects.filter(pk=line.pk, version=current).delete()
    _sum_up(current, queries.lines_of(current))


@transaction.atomic
def set_terms(
    *,
    version: QuoteVersion,
    by: User | None,
    at: datetime,
    title: str | None = None,
    note: str | None = None,
    introduction: str | None = None,
    valid_until: date | None = None,
    payment: str | None = None,
    delivery: str | None = None,
    discount: Decimal | None = None,
    probability: int | None = None,
    language: str | None = None,
) -> QuoteVersion:
    """Change what is given of a draft's terms."""
    current = _writable(version, by=by, at=at)
    given = {
        "note": None if note is None else texts.clean(note, limit=200),
        "introduction": None if introduction is None else _long(introduction),
        "valid_until": valid_until,
        "payment": None if payment is None else texts.clean(payment, limit=200),
        "delivery": None if delivery is None else texts.clean(delivery, limit=200),
        "discount": None if discount is None else _amount("discount", discount),
        "probability": percent(probability),
        "language": language if language in ("de", "en") else None,
    }
    for name, value in given.items():
        if value is not None:
            setattr(current, name, value)
    current.save()
    if title is not None:
        current.quote.title = texts.clean(title, limit=200) or current.quote.title
    if probability is not None:
        current.quote.probability = probability
    current.quote.save(update_fields=["title", "probability"])
    _sum_up(current, queries.lines_of(current))
    return current


@transaction.atomic
def new_version(*, quote: Quote, by: User | None, at: datetime, note: str = "") -> QuoteVersion:
    """Change a sent quote: a draft with the lines and terms of the version that is valid now."""
    matter = locked(quote.matter)
    turns.require_act(by, matter, day=at.date())
    current = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    draft = current.versions.filter(state=DRAFT).first()
    if draft is not None:
        raise NotNow(_("Version %(version)d is already being written.") % {"version": draft.number})
    if not current.is_open:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": current.label})
    before = current.versions.order_by("-number")[0]
    version = QuoteVersion.objects.create(
        quote=current,
        number=before.number + 1,
        note=texts.clean(note, limit=200),
        language=before.language,
        introduction=before.introduction,
        valid_until=max(
            before.valid_until or at.date(), timezone.localtime(at).date() + timedelta(days=VALID_DAYS)
        ),
        payment=before.payment,
        delivery=before.delivery,
        discount=before.discount,
        probability=current.probability,
        made_at=at,
        made_by=by,
    )
    QuoteLine.objects.bulk_create([_copy(line, version) for line in before.lines.order_by("position")])
    team = people.team(tandem_id=matter.customer.tandem_id, day=at.date())
    teamwork.pass_turn(
        matter=matter,
        step_key=QUOTE,
        accountable=by if by is not None and by in team else None,
        next_step=_("Finish and send version %(version)d") % {"version": version.number},
        event=entries.VersionBegun(number=current.label, version=version.number, note=version.note),
        by=by,
        at=at,
    )
    return version


def _copy(line: QuoteLine, version: QuoteVersion) -> QuoteLine:
    names = (
        "position",
        "text",
        "quantity",
        "unit",
        "price",
        "discount",
        "cost",
        "vat_rate",
        "delivery",
        "optional",
    )
    return QuoteLine(version=version, **{name: getattr(line, name) for name in names})


def default_vat_rate(customer: Customer) -> Decimal:
    """The tax rate a new line for this customer begins with."""
    company = people.company()
    return taxes.default_rate(
        company_country=company.country if company else "DE",
        customer_country=customer.country,
        has_vat_number=bool(customer.vat_number),
    )


def _sum_up(version: QuoteVersion, lines: list[QuoteLine]) -> None:
    """Keep the amount that the register shows while nothing was sent; refuses what no quote can hold."""
    sums = queries.totals_of_lines(version, lines)
    if sums.gross >= LARGEST_TOTAL or sums.list_value >= LARGEST_TOTAL:
        raise NotValid(_("The total is too large for a quote. Check quantity and price."))
    if version.quote.state == DRAFT:
        Quote.objects.filter(pk=version.quote_id).update(net=sums.net)


def _require_cost(by: User | None) -> None:
    if by is not None and not queries.may_see_margin(by):
        raise NotAllowed(_("Cost prices are kept by sales and the order desk."))


def _words(name: str, value: str) -> str:
    limit = WORDS[name]
    clean = texts.clean(value, lines=name == "text")
    if len(clean) > limit:
        raise NotValid(_("This text has more than %(count)d characters.") % {"count": limit})
    return clean


def _long(value: str) -> str:
    clean = texts.clean(value, lines=True)
    if len(clean) > documents.LONGEST_TEXT:
        raise NotValid(_("This text has more than %(count)d characters.") % {"count": documents.LONGEST_TEXT})
    return clean


def _amount(name: str, value: Decimal) -> Decimal:
    """The value with the decimals that are kept; more are refused, never rounded away unseen."""
    sentences = {
        "quantity": _("The quantity is above 0 and below 10 million, with at most 3 decimals."),
        "price": _("The price is from 0 to below 100 million, with at most 4 decimals."),
        "cost": _("The cost is from 0 to below 100 million, with at most 4 decimals."),
        "discount": _("The discount is from 0 to 100 percent, with at most 2 decimals."),
        "vat_rate": _("The tax rate is from 0 to below 100 percent, with at most 2 decimals."),
    }
    limits = {"quantity": LARGEST_QUANTITY, "discount": Decimal("100.01"), "vat_rate": Decimal(100)}
    limit = limits.get(name, LARGEST_PRICE)
    fits = value.is_finite() and 0 <= value < limit and round(value, AMOUNTS[name]) == value
    if not fits or (name == "quantity" and value == 0):
        raise NotValid(sentences[name])
    return round(value, AMOUNTS[name])
