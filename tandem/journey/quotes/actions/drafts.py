"""Beginning a quote, and a new version of a sent one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import APPOINTMENT, FOLLOW_UP, QUOTE, VISIT
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import REQUEST, Matter
from tandem.journey.quotes import entries
from tandem.journey.quotes.actions import values
from tandem.journey.quotes.actions.asking import carry_over
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.actions.lines import copied
from tandem.journey.quotes.models import DRAFT, Quote, QuoteLine, QuoteVersion

VALID_DAYS = 30


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
        probability=values.percent(probability),
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
        probability=values.percent(probability),
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


@transaction.atomic
def new_version(*, quote: Quote, by: User | None, at: datetime, note: str = "") -> QuoteVersion:
    """Change a sent quote: a draft with the lines and terms of the version that is valid now."""
    matter = locked(quote.matter)
    turns.require_act(by, matter, day=at.date())
    current = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if current.from_erp:
        raise NotNow(
            _("Quote %(number)s comes from the ERP. Change it there; the next file brings the new version.")
            % {"number": current.label}
        )
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
        incoterm=before.incoterm,
        incoterm_place=before.incoterm_place,
        warranty=before.warranty,
        pictures=before.pictures,
        decide_on=before.decide_on,
        discount=before.discount,
        probability=current.probability,
        made_at=at,
        made_by=by,
    )
    QuoteLine.objects.bulk_create([_copy(line, version) for line in before.lines.order_by("position")])
    carry_over(before=before, version=version)
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
    """The line under its old number."""
    copy = copied(line, version)
    copy.position = line.position
    return copy
