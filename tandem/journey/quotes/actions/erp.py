"""Quotes that the ERP makes: taken in once each, thousands at a time, and kept up to date.

They get matter, turn and follow-up like our own and are never edited here. Another sum, validity or document is a new
version (INV6). Won in the ERP is the proof; lost without a reason asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.journal import actions as journal
from tandem.base.journal.models import Entry
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import FOLLOW_UP
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.models import CUSTOMER, NOTHING, SALE, Matter
from tandem.journey.quotes import entries
from tandem.journey.quotes.actions import deciding
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.models import (
    ACCEPTED,
    DRAFT,
    LOST,
    OPEN,
    SENT,
    SUPERSEDED,
    WON,
    FollowUp,
    Quote,
    QuoteVersion,
)
from tandem.journey.quotes.rules import FollowUpDue
from tandem.journey.quotes.told import CONFLICT, CREATED, UNCHANGED, UPDATED, Came, Told

_AT_ONCE = 1000
# Two imports of quotes wait for each other.
_LOCK = 7_205_513


@transaction.atomic
def take_in(*, told: Sequence[Told], by: User | None, at: datetime) -> list[Came]:
    """Take in what the ERP says, each quote once; gives what became of each, in order.

    What cannot be taken is refused alone and leaves nothing half-written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    known = _known([one.number for one in told])
    valid = {
        version.quote_id: version
        for version in QuoteVersion.objects.filter(quote__in=known.values(), state__in=[SENT, ACCEPTED])
    }
    fresh = [one for one in told if one.number not in known]
    made = {quote.number: quote.pk for quote in _create(fresh, by=by, at=at)}
    came = []
    for one in told:
        held = known.get(one.number)
        if held is None:
            came.append(Came(one.number, CREATED, quote_id=made[one.number]))
            continue
        # Most of a list says what the last one said: seen without asking the database for each.
        if held.pk in valid and _says_the_same(held, valid[held.pk], one):
            came.append(Came(one.number, UNCHANGED, quote_id=held.pk))
            continue
        try:
            with transaction.atomic():
                outcome = _update(held, one, by=by, at=at)
            came.append(Came(one.number, outcome, quote_id=held.pk))
        except Refused as refusal:
            came.append(Came(one.number, CONFLICT, str(refusal)))
    return came


def _known(numbers: list[str]) -> dict[str, Quote]:
    found = Quote.objects.filter(number__in=numbers).select_related("matter__customer", "matter__accountable")
    return {quote.number or "": quote for quote in found}


# --- new ones, many at once


@dataclass(frozen=True, slots=True)
class _Turn:
    person: User
    due_at: datetime


def _create(told: Sequence[Told], *, by: User | None, at: datetime) -> list[Quote]:
    if not told:
        return []
    turns = _turns(told, at=at)
    day = timezone.localdate(at)
    step = playbook.step(key=FOLLOW_UP, day=day)
    sides: dict[tuple[int, str], str] = {}
    matters = []
    for one, turn in zip(told, turns, strict=True):
        key = (one.customer.tandem_id, one.customer.klass)
        if key not in sides:
            sides[key] = playbook.answer_for(step=step, customer=one.customer, day=day).side
        matters.append(_matter(one, turn, at=at))
        matters[-1].step, matters[-1].answerable = step, sides[key]
    teamwork.take_in(matters=matters)
    quotes = [
        _quote(one, matter, turn, by=by, at=at)
        for one, matter, turn in zip(told, matters, turns, strict=True)
    ]
    Quote.objects.bulk_create(quotes, batch_size=_AT_ONCE)
    versions = [_version(one, quote, 1, by=by, at=at) for one, quote in zip(told, quotes, strict=True)]
    QuoteVersion.objects.bulk_create(versions, batch_size=_AT_ONCE)
    _freeze({WON: ACCEPTED}, quotes)
    FollowUp.objects.bulk_create(
        [FollowUp(quote=quote, due_at=quote.follow_up_at) for quote in quotes if quote.follow_up_at],
        batch_size=_AT_ONCE,
    )
    journal.record_many([_entry(quote, by=by, at=at) for quote in quotes])
    return quotes


def _turns(told: Sequence[Told], *, at: datetime) -> list[_Turn]:
    """Who follows up and when, by process and rule; asked once for customers that are answered for alike."""
    day = timezone.localdate(at)
    step = playbook.step(key=FOLLOW_UP, day=day)
    teams = people.teams(day=day)
    customers = {one.customer.pk: one.customer for one in told}
    holding = rules.holding_many(FollowUpDue, customers=customers.values(), at=at)
    usual: dict[tuple[int, str], User] = {}
    due: dict[tuple[int, int], datetime] = {}
    turns = []
    for one in told:
        person = one.person
        if person is None:
            key = (one.customer.tandem_id, one.customer.klass)
            if key not in usual:
                team = teams[one.customer.tandem_id]
                usual[key] = playbook.responsible_for(step=step, customer=one.customer, day=day, team=team)
            person = usual[key]
        days = holding[one.customer.pk].days
        if (days, person.pk) not in due:
            due[days, person.pk] = playbook.days_after(days, user=person, at=at)
        turns.append(_Turn(person, due[days, person.pk]))
    return turns


def _is_history(told: Told) -> bool:
    """Decided before it was ever seen here, with a reason where it was lost."""
    return told.state == WON or (told.state == LOST and told.says_why)


def _decided_at(told: Told, at: datetime) -> datetime:
    return min(_moment(told.decided_on), at) if told.decided_on else at


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _title(told: Told) -> str:
    return (told.title or _("Quote %(number)s") % {"number": told.number})[:200]


def _matter(told: Told, turn: _Turn, *, at: datetime) -> Matter:
    """The sale stands where a sent quote stands; a decided one is closed."""
    began = min(_moment(told.dated_on), at)
    is_history = _is_history(told)
    return Matter(
        customer=told.customer,
        kind=SALE,
        title=_title(told),
        step_since=began,
        value=told.net,
        currency=told.currency,
        accountable=turn.person,
        next_step=_next_step(told)[:200],
        due_at=turn.due_at,
        waiting_for=NOTHING if is_history or told.state == LOST else CUSTOMER,
        turn_since=at,
        opened_at=began,
        closed_at=_decided_at(told, at) if is_history else None,
        outcome=told.state if is_history else "",
    )


def _next_step(told: Told) -> str:
    if told.state == LOST:
        return _("Say why quote %(number)s was lost (ERP)") % {"number": told.number}
    return _("Follow up quote %(number)s") % {"number": told.number}


def _quote(told: Told, matter: Matter, turn: _Turn, *, by: User | None, at: datetime) -> Quote:
    is_history = _is_history(told)
    return Quote(
        matter=matter,
        title=_title(told),
        currency=told.currency,
        number=told.number,
        from_erp=True,
        erp_state=told.state,
        state=told.state if is_history else OPEN,
        net=told.net,
        list_value=told.list_value if told.list_value is not None else told.net,
        margin=told.known_margin,
        probability=0 if told.state == LOST else told.probability,
        created_at=at,
        created_by=by,
        dated_at=min(_moment(told.dated_on), at),
        follow_up_at=None if is_history else turn.due_at,
        decided_at=_decided_at(told, at) if is_history else None,
        order_reference=_reference(told) if told.state == WON else "",
        lost_reason=told.reason if is_history and told.state == LOST else "",
        competitor=told.competitor[:120] if is_history and told.state == LOST else "",
        customer_words=told.words if is_history else "",
    )


def _reference(told: Told) -> str:
    return (told.reference or _("won in the ERP"))[:200]


def _version(told: Told, quote: Quote, number: int, *, by: User | None, at: datetime) -> QuoteVersion:
    document = None
    if told.pdf is not None:
        document = files.store(
            content=told.pdf, name=f"{told.number}.pdf", content_type="application/pdf", by=by, at=at
        )
    return QuoteVersion(
        quote=quote,
        number=number,
        from_erp=True,
        valid_until=told.valid_until,
        probability=told.probability,
        made_at=at,
        made_by=by,
        list_value=quote.list_value,
        net=told.net,
        cost=told.cost,
        margin=told.known_margin,
        pdf=document,
        pdf_sha256=document.blob_id if document else "",
        sent_at=quote.dated_at,
    )


def _freeze(states: dict[str, str], quotes: Sequence[Quote]) -> None:
    """The drafts of these quotes are sent: the database seals each from now on."""
    for state in (OPEN, WON, LOST):
        of_state = [quote.pk for quote in quotes if quote.state == state]
        drafts = QuoteVersion.objects.filter(quote__in=of_state, state=DRAFT)
        drafts.update(state=states.get(state, SENT))


def _entry(quote: Quote, *, by: User | None, at: datetime) -> Entry:
    event = entries.CameFromErp(
        quote_id=quote.pk,
        number=quote.number or "",
        title=quote.title,
        net=str(quote.net),
        currency=quote.currency,
    )
    matter = quote.matter
    return Entry(
        at=at,
        type=event.key,
        customer_id=matter.customer_id,
        matter_id=matter.pk,
        actor_id=by.pk if by else None,
        side=by.side if by else "",
        lane=matter.accountable.side if matter.accountable else "",
        data=asdict(event),
    )


# --- known ones, one by one


def _update(quote: Quote, told: Told, *, by: User | None, at: datetime) -> str:
    """Bring a quote to what the ERP says now; refuses what contradicts what is known."""
    _require_same(quote, told)
    if not quote.is_open:
        if quote.state != told.state:
            raise NotNow(
                _("Quote %(number)s is decided here (%(state)s).")
                % {"number": quote.label, "state": quote.state_label}
            )
        return UNCHANGED
    changed = _new_version(quote, told, by=by, at=at)
    if told.probability is not None and told.probability != quote.probability and told.state == OPEN:
        Quote.objects.filter(pk=quote.pk).update(probability=told.probability)
        changed = True
    if told.state == WON:
        deciding.win(quote=quote, reference=_reference(told), by=by, at=at)
    elif told.state == LOST and told.says_why:
        deciding.lose(
            quote=quote, reason=told.reason, competitor=told.competitor, words=told.words, by=by, at=at
        )
    elif told.state == LOST and quote.erp_state != LOST:
        _ask_why(quote, told, by=by, at=at)
    if told.state != quote.erp_state:
        Quote.objects.filter(pk=quote.pk).update(erp_state=told.state)
        changed = True
    return UPDATED if changed else UNCHANGED


def _require_same(quote: Quote, told: Told) -> None:
    if not quote.from_erp:
        raise NotNow(_("This is the number of a quote that was written here."))
    if quote.matter.customer_id != told.customer.pk:
        raise NotNow(
            _("Quote %(number)s belongs to %(customer)s here.")
            % {"number": quote.label, "customer": quote.matter.customer.name}
        )
    if quote.currency != told.currency:
        raise NotNow(
            _("Quote %(number)s is in %(currency)s here; a currency does not change.")
            % {"number": quote.label, "currency": quote.currency}
        )


def _says_the_same(quote: Quote, valid: QuoteVersion, told: Told) -> bool:
    """Whether the ERP says nothing new of an open quote."""
    return (
        quote.from_erp
        and quote.state == OPEN
        and quote.matter.customer_id == told.customer.pk
        and quote.currency == told.currency
        and quote.erp_state == told.state != WON
        and not (told.state == LOST and told.says_why)
        and (told.state == LOST or told.probability in (None, quote.probability))
        and not _differs(valid, told)
    )


def _differs(valid: QuoteVersion, told: Told) -> bool:
    """Whether sum, validity or document are others than those of the valid version."""
    list_value = told.list_value if told.list_value is not None else told.net
    now = (valid.net, valid.list_value, valid.margin, valid.valid_until)
    wanted = (told.net, list_value, told.known_margin, told.valid_until or valid.valid_until)
    return now != wanted or (
        told.pdf is not None and hashlib.sha256(told.pdf).hexdigest() != valid.pdf_sha256
    )


def _new_version(quote: Quote, told: Told, *, by: User | None, at: datetime) -> bool:
    """A new version where sum, validity or document are others; what was sent stays what it is."""
    valid = quote.versions.get(state=SENT)
    if not _differs(valid, told):
        return False
    list_value = told.list_value if told.list_value is not None else told.net
    QuoteVersion.objects.filter(pk=valid.pk).update(state=SUPERSEDED)
    quote.net, quote.list_value, quote.margin = told.net, list_value, told.known_margin
    quote.dated_at = max(quote.dated_at, min(_moment(told.dated_on), at))
    quote.save(update_fields=["net", "list_value", "margin", "dated_at"])
    version = _version(told, quote, valid.number + 1, by=by, at=at)
    if told.pdf is None:
        version.pdf_id, version.pdf_sha256 = valid.pdf_id, valid.pdf_sha256
    version.valid_until = told.valid_until or valid.valid_until
    version.save()
    QuoteVersion.objects.filter(pk=version.pk).update(state=SENT)
    matter = quote.matter
    teamwork.pass_turn(
        matter=matter, next_step=matter.next_step, due_at=matter.due_at, waiting_for=matter.waiting_for, value=told.net,
        event=_changed(quote, version.number), by=by, at=at,
    )  # fmt: skip
    return True


def _changed(quote: Quote, version: int, *, asks_reason: bool = False) -> entries.ErpChanged:
    return entries.ErpChanged(
        number=quote.number or "",
        version=version,
        net=str(quote.net),
        currency=quote.currency,
        asks_reason=asks_reason,
    )


def _ask_why(quote: Quote, told: Told, *, by: User | None, at: datetime) -> None:
    """Lost without a reason: whoever has the turn says why, as its next step."""
    Quote.objects.filter(pk=quote.pk).update(probability=0)
    matter = Matter.objects.get(pk=quote.matter_id)
    version = quote.versions.get(state=SENT)
    teamwork.pass_turn(
        matter=matter, next_step=_next_step(told), due_at=_turns([told], at=at)[0].due_at,
        event=_changed(quote, version.number, asks_reason=True), by=by, at=at,
    )  # fmt: skip
