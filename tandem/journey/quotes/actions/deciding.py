"""Chasing a quote, and how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import EVALUATE, ORDER
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.contacts import CALL, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.models import CUSTOMER, Matter
from tandem.essentials.teamwork.models import LOST as MATTER_LOST
from tandem.essentials.teamwork.rules import ContactCustomer
from tandem.journey.quotes import entries
from tandem.journey.quotes.actions.holding import NotNow
from tandem.journey.quotes.actions.values import percent
from tandem.journey.quotes.models import (
    ACCEPTED,
    DRAFT,
    LOST,
    OPEN,
    REASONS,
    SENT,
    WON,
    CustomerDecision,
    FollowUp,
    Quote,
    QuoteVersion,
)
from tandem.journey.quotes.rules import FollowUpDue


class SituationMissing(Refused):
    """A follow-up says what was heard."""


class ProofMissing(Refused):
    """Won without proof is not won."""


class ReasonMissing(Refused):
    """Lost says why."""


@transaction.atomic
def follow_up(
    *,
    quote: Quote,
    situation: str,
    by: User,
    at: datetime,
    probability: int | None = None,
    next_at: datetime | None = None,
    reason: str = "",
) -> FollowUp:
    """Note what the customer said and when to ask next (by the rule, unless a moment is given).

    It is a contact with the customer, so the rules are asked; `reason` is for acting against one.
    """
    matter, current = open_quote(quote, by=by, at=at)
    situation = texts.clean(situation, lines=True)
    if not situation:
        raise SituationMissing(_("What did the customer say? One sentence is enough."))
    percent(probability)
    who = matter.accountable or by
    if next_at is None:
        next_at = playbook.answer_due(rule=FollowUpDue, customer=matter.customer, user=who, at=at)
    if next_at <= at:
        raise NotNow(_("The next date lies in the past."))
    act = ContactCustomer(
        customer=matter.customer, by=by, at=at, matter_id=matter.pk, channel=CALL, about=QUOTE_FOLLOW_UP,
        contact_id=matter.contact_id,
    )  # fmt: skip
    rules.require(act, reason=reason)
    done = _settle_follow_up(current, by=by, at=at, situation=situation, probability=probability)
    FollowUp.objects.create(quote=current, due_at=next_at)
    before = current.probability
    current.follow_up_at = next_at
    current.probability = before if probability is None else probability
    current.save(update_fields=["follow_up_at", "probability"])
    teamwork.pass_turn(
        matter=matter,
        next_step=_("Follow up quote %(number)s") % {"number": current.number},
        due_at=next_at,
        waiting_for=CUSTOMER,
        event=entries.FollowedUp(
            number=current.number or "",
            situation=situation,
            probability=current.probability,
            before=before,
            next_day=timezone.localtime(next_at).date().isoformat(),
        ),
        by=by,
        at=at,
    )
    return done


@transaction.atomic
def win(
    *,
    quote: Quote,
    by: User | None,
    at: datetime,
    reference: str = "",
    accepted_version: QuoteVersion | None = None,
    decision: CustomerDecision | None = None,
) -> Quote:
    """The customer ordered. Proof: the customer's order in words (number, mail, letter), or the version
    they accepted. Without anybody (`by` None) it is what the customer decided by link, or an ERP says of its quote.
    """
    if by is None and not quote.from_erp and (decision is None or not decision.is_acceptance):
        raise ProofMissing(_("Only what the customer accepted by link is won without anybody's doing."))
    matter, current = open_quote(quote, by=by, at=at)
    reference = texts.clean(reference, limit=200)
    valid = current.versions.filter(state=SENT).first()
    assert valid is not None  # an open quote has a sent version: constraint and send()
    if not reference and accepted_version is None:
        raise ProofMissing(
            _(
                "Won needs proof: the customer's order number or mail, or the version they accepted. "
                "%(who)s can ask for it."
            )
            % {"who": _name_of(matter.accountable or by)}
        )
    if accepted_version is not None and accepted_version.pk != valid.pk:
        raise ProofMissing(
            _("Version %(version)d is the valid one; the customer can accept only that.")
            % {"version": valid.number}
        )
    valid.state = ACCEPTED
    valid.save(update_fields=["state"])
    _decide(current, state=WON, by=by, at=at)
    current.order_reference = reference
    current.save()
    _ask_for_evaluation(current, matter, at=at)
    teamwork.pass_turn(
        matter=matter,
        step_key=ORDER,
        next_step=_("Confirm the order"),
        value=valid.net,
        event=_won(current, valid, reference=reference, decision=decision),
        by=by,
        at=at,
    )
    return current


def _won(
    quote: Quote, version: QuoteVersion, *, reference: str, decision: CustomerDecision | None
) -> entries.QuoteWon:
    told: dict[str, Any] = {
        "quote_id": quote.pk,
        "number": quote.number or "",
        "version": version.number,
        "net": str(version.net),
        "currency": quote.currency,
        "reference": reference,
    }
    if decision is None:
        return entries.QuoteWon(**told)
    return entries.CustomerAccepted(
        **told,
        name=decision.name,
        place=decision.place,
        words=decision.words,
        pdf_sha256=decision.pdf_sha256,
        confirmed_to=version.sent_to if decision.mail_id is not None else "",
    )


def _name_of(person: User | None) -> str:
    return person.full_name if person is not None else _("Somebody")


@transaction.atomic
def lose(
    *, quote: Quote, reason: str, by: User | None, at: datetime, competitor: str = "", words: str = ""
) -> Quote:
    """The customer decided otherwise: a reason from the list, the competitor where known, the customer's
    words."""
    matter, current = open_quote(quote, by=by, at=at)
    if reason not in REASONS:
        raise ReasonMissing(_("Why was it lost? Choose a reason; it helps you both next time."))
    # Who competes may be known since the quote was written.
    competitor = texts.clean(competitor, limit=120) or current.competitor
    if reason == "competitor" and not competitor:
        raise ReasonMissing(_("Which competitor was it? A name is enough."))
    words = texts.clean(words, lines=True)
    _decide(current, state=LOST, by=by, at=at)
    current.lost_reason, current.competitor, current.customer_words = reason, competitor, words
    current.save()
    _ask_for_evaluation(current, matter, at=at)
    teamwork.close(
        matter=matter,
        outcome=MATTER_LOST,
        event=entries.QuoteLost(
            quote_id=current.pk,
            number=current.number or "",
            net=str(current.net),
            currency=current.currency,
            reason=reason,
            competitor=competitor,
            words=words,
        ),
        by=by,
        at=at,
    )
    return current


def open_quote(quote: Quote, *, by: User | None, at: datetime) -> tuple[Matter, Quote]:
    """The matter and the quote, held in this order; refuses a quote that was never sent or is decided."""
    # A decided quote may belong to a closed matter; its own words are better than the matter's.
    decided = Quote.objects.select_related("decided_by").get(pk=quote.pk)
    if not decided.is_open:
        raise NotNow(
            _("%(who)s was faster: quote %(number)s is decided (%(state)s).")
            % {
                "who": decided.decided_by.full_name if decided.decided_by else _("Somebody"),
                "number": decided.label,
                "state": decided.state_label,
            }
        )
    matter = locked(quote.matter)
    turns.require_act(by, matter, day=at.date())
    current = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if current.state == DRAFT:
        raise NotNow(_("This quote has never been sent. Send it first, so that the customer can decide."))
    if current.state != OPEN:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": current.label})
    return matter, current


def _settle_follow_up(
    quote: Quote, *, by: User | None, at: datetime, situation: str, probability: int | None = None
) -> FollowUp:
    open_one = quote.follow_ups.filter(done_at=None).first() or FollowUp(quote=quote, due_at=at)
    open_one.done_at, open_one.done_by, open_one.situation = at, by, situation
    open_one.probability = probability
    open_one.save()
    return open_one


def _decide(quote: Quote, *, state: str, by: User | None, at: datetime) -> None:
    _settle_follow_up(quote, by=by, at=at, situation="")
    quote.state, quote.decided_at, quote.decided_by, quote.follow_up_at = state, at, by, None


def _ask_for_evaluation(quote: Quote, matter: Matter, *, at: datetime) -> None:
    """Step 7 runs beside the matter and outlives it: the task hangs on the customer."""
    step = playbook.step_for(key=EVALUATE, beside=matter.step, day=at.date())
    who = playbook.responsible_for(step=step, customer=matter.customer, day=at.date())
    teamwork.add_task(
        customer=matter.customer,
        title=_("Evaluate quote %(number)s together") % {"number": quote.number},
        accountable=who,
        due_at=playbook.step_due(step=step, user=who, at=at),
        step_key=EVALUATE,
        by=None,
        at=at,
    )
