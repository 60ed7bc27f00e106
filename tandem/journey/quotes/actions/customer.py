"""What a customer does by the link that came with a quote: accept, decline, ask. The link itself: given out, closed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.journal.models import Entry
from tandem.base.links import actions as links
from tandem.base.links.models import Link
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import once
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import AlreadyClosed, locked
from tandem.essentials.teamwork.contacts import OPEN_QUESTION, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.models import NOTHING, REQUEST, Matter
from tandem.essentials.teamwork.rules import RequestAnswer, voice_for
from tandem.journey.quotes import entries, questions
from tandem.journey.quotes.actions import confirming, deciding
from tandem.journey.quotes.actions.holding import NotNow, NotValid
from tandem.journey.quotes.actions.values import long
from tandem.journey.quotes.models import (
    ACCEPTED_BY_LINK,
    DECLINED_BY_LINK,
    OPEN,
    REASONS,
    SENT,
    SUPERSEDED,
    CustomerDecision,
    CustomerQuestion,
    FollowUp,
    Quote,
    QuoteVersion,
)

# More questions a day by one link are no questions.
MOST_QUESTIONS_A_DAY = 20
# Nobody's: acts of people without an account are done once by the key alone.
NOBODY = 0


class DecidedAlready(Refused):
    """The customer has decided this version before; the page shows what."""


class RunOut(Refused):
    """The quote is no longer valid."""


class Replaced(Refused):
    """A newer version was sent."""


@transaction.atomic
def accept(
    *,
    version: QuoteVersion,
    link: Link,
    name: str,
    place: str,
    binding: bool,
    at: datetime,
    wishes: str = "",
) -> CustomerDecision:
    """The customer orders what a version says. It is won by the same act as by hand, and this is the proof.
    They get one mail that says what they ordered.

    Refused for a version that was replaced, has run out or is decided already; of two at once one comes first.
    """
    current, matter = _to_decide(version, link=link, at=at)
    name, place = texts.clean(name, limit=160), texts.clean(place, limit=120)
    if not name or not place:
        raise NotValid(_("Please give your name and the place."))
    if not binding:
        raise NotValid(_("Please tick that you order bindingly."))
    words = long(wishes)
    mail = confirming.acceptance(current, matter, name=name, place=place, words=words, at=at)
    decision = _kept(
        current, link=link, decision=ACCEPTED_BY_LINK, name=name, place=place, words=words, mail=mail, at=at
    )
    deciding.win(quote=current.quote, accepted_version=current, decision=decision, by=None, at=at)
    _tell(matter, current, _accepted, name=name, at=at)
    return decision


@transaction.atomic
def decline(
    *, version: QuoteVersion, link: Link, name: str, reason: str, at: datetime, words: str = ""
) -> CustomerDecision:
    """The customer does not want it as it stands, and says why. The turn goes to whoever speaks with them.
    They get one mail that says what they declined.

    The quote is not lost by it: lost asks for what a stranger cannot say, closes the matter for good, and a no to one
    version is often a yes to the next.
    """
    current, matter = _to_decide(version, link=link, at=at)
    name, words = texts.clean(name, limit=160), long(words)
    if not name:
        raise NotValid(_("Please give your name."))
    if reason not in REASONS:
        raise NotValid(_("Please choose a reason."))
    mail = confirming.refusal(current, matter, name=name, reason=reason, words=words, at=at)
    decision = _kept(
        current, link=link, decision=DECLINED_BY_LINK, name=name, reason=reason, words=words, mail=mail, at=at
    )
    side = voice_for(QUOTE_FOLLOW_UP, customer=matter.customer, at=at)
    who = playbook.acting_for_side(side=side, customer=matter.customer, day=timezone.localdate(at))
    due_at = playbook.answer_due(rule=RequestAnswer, customer=matter.customer, user=who, at=at)
    FollowUp.objects.filter(quote=current.quote, done_at=None).update(due_at=due_at)
    Quote.objects.filter(pk=current.quote_id).update(follow_up_at=due_at)
    number = current.quote.label
    with translation.override(who.language):
        next_step = _("Quote %(number)s was declined: ask why, then lost or a new version") % {
            "number": number
        }
    teamwork.pass_turn(
        matter=matter,
        next_step=next_step,
        accountable=who,
        due_at=due_at,
        waiting_for=NOTHING,
        event=entries.CustomerDeclined(
            number=number,
            version=current.number,
            name=name,
            reason=reason,
            words=words,
            confirmed_to=current.sent_to if mail is not None else "",
        ),
        by=None,
        at=at,
    )
    _tell(matter, current, _declined, name=name, at=at)
    return decision


@transaction.atomic
def ask_by_link(
    *, version: QuoteVersion, link: Link, name: str, text: str, key: uuid.UUID, at: datetime
) -> Matter | None:
    """The customer asks about a quote: a request whose turn is that of whoever speaks with them, by the rule.
    The answer comes back to the same link (`reply`).

    Once per key; None where the same was sent before.
    """
    if once.begin(key=key, user_id=NOBODY, path=f"link {link.pk}", at=at) is not None:
        return None
    links.hold(link=link, at=at)
    name, words = texts.clean(name, limit=160), long(text)
    if not name or not words:
        raise NotValid(_("Please give your name and your question."))
    asked = Entry.objects.filter(type=entries.CustomerAsked.key, data__link=link.pk)
    if asked.filter(at__gte=at.replace(hour=0, minute=0)).count() >= MOST_QUESTIONS_A_DAY:
        raise NotNow(_("You have asked a lot today. Please call us."))
    matter = version.quote.matter
    customer = matter.customer
    side = voice_for(OPEN_QUESTION, customer=customer, at=at)
    who = playbook.acting_for_side(side=side, customer=customer, day=timezone.localdate(at))
    number = version.quote.label
    with translation.override(who.language):
        title = _("Question on quote %(number)s: %(text)s") % {
            "number": number,
            "text": " ".join(words.split())[:100],
        }
        next_step = _("Answer the customer")
    request = teamwork.open_matter(
        customer=customer,
        kind=REQUEST,
        title=texts.clean(title, limit=200),
        description=words,
        contact=matter.contact,
        accountable=who,
        next_step=next_step,
        event=entries.CustomerAsked(
            number=number, version=version.number, name=name, text=words, link=link.pk
        ),
        by=None,
        at=at,
    )
    CustomerQuestion.objects.create(
        version=version, link=link, request=request, name=name, text=words, asked_at=at
    )
    _tell(matter, version, _asked, name=name, at=at)
    return request


def _to_decide(version: QuoteVersion, *, link: Link, at: datetime) -> tuple[QuoteVersion, Matter]:
    """The version and its matter, held (matter, quote, version, link); refuses what cannot be decided any more."""
    try:
        matter = locked(version.quote.matter)
    except AlreadyClosed as closed:
        raise _why_not(version) from closed
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=version.quote_id)
    current = QuoteVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    quote.matter, current.quote = matter, quote
    links.hold(link=link, at=at)
    if quote.state != OPEN or current.state != SENT or decision_on(current) is not None:
        raise _why_not(current)
    if has_run_out(current, at=at):
        raise RunOut(_("The quote was valid until then only. Please ask for a new one."))
    return current, matter


def _why_not(version: QuoteVersion) -> Refused:
    if QuoteVersion.objects.filter(pk=version.pk, state=SUPERSEDED).exists():
        return Replaced(_("A newer version of this quote was sent to you."))
    return DecidedAlready(_("This quote is decided already."))


def decision_on(version: QuoteVersion) -> CustomerDecision | None:
    """What the customer decided about a version by link."""
    return CustomerDecision.objects.filter(version=version.pk).first()


def has_run_out(version: QuoteVersion, *, at: datetime) -> bool:
    """Whether the last day on which it is valid is over, where the company is at home."""
    company = people.company()
    day = at.astimezone(ZoneInfo(company.zone if company else "Europe/Berlin")).date()
    return version.valid_until is not None and version.valid_until < day


def _kept(
    version: QuoteVersion,
    *,
    link: Link,
    decision: str,
    name: str,
    at: datetime,
    mail: OutgoingMail | None,
    place: str = "",
    reason: str = "",
    words: str = "",
) -> CustomerDecision:
    return CustomerDecision.objects.create(
        version=version,
        link=link,
        decision=decision,
        name=name,
        place=place,
        reason=reason,
        words=words,
        pdf_sha256=version.pdf_sha256,
        mail=mail,
        at=at,
    )


def _tell(
    matter: Matter,
    version: QuoteVersion,
    sentence: Callable[[dict[str, str]], str],
    *,
    name: str,
    at: datetime,
) -> None:
    """Both sides read on Heute what the customer did, each in their language."""
    words = {"name": name, "number": version.quote.label}

    def says(person: User) -> str:
        with translation.override(person.language):
            return sentence(words)

    current = Matter.objects.select_related("customer", "accountable", "step").get(pk=matter.pk)
    teamwork.tell_both(matter=current, says=says, at=at)


def _accepted(words: dict[str, str]) -> str:
    return _("%(name)s accepted quote %(number)s by link") % words


def _declined(words: dict[str, str]) -> str:
    return _("%(name)s declined quote %(number)s by link") % words


def _asked(words: dict[str, str]) -> str:
    return _("%(name)s asks about quote %(number)s by link") % words


# --- the link itself


def link_to(version: QuoteVersion, *, by: User, at: datetime) -> str:
    """A new link to a version for its customer; earlier ones to the same version are closed. Part of a larger act."""
    links.revoke(purpose=questions.CUSTOMER_PAGE, subject_id=version.pk, by=by, at=at)
    company = people.company()
    zone = ZoneInfo(company.zone if company else "Europe/Berlin")
    assert version.valid_until is not None  # what goes out has a date: `what_is_missing`
    valid = datetime.combine(version.valid_until, time.max, tzinfo=zone)
    _link, token = links.make(
        purpose=questions.CUSTOMER_PAGE,
        subject_id=version.pk,
        expires_at=max(valid, at) + questions.AFTER_VALIDITY,
        language=version.language,
        by=by,
        at=at,
    )
    return token


@transaction.atomic
def give_link(*, version: QuoteVersion, by: User, at: datetime) -> str:
    """A link to a version that was sent, to pass on by hand; told this once."""
    matter = locked(version.quote.matter)
    turns.require_act(by, matter, day=timezone.localdate(at))
    current = QuoteVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if current.state != SENT:
        raise NotNow(_("Only the version that is with the customer gets a link."))
    token = link_to(current, by=by, at=at)
    about = f"{version.quote.label} V{current.number}"
    teamwork.tell(entries.LinkChanged(about=about), matter=matter, by=by, at=at)
    return token


@transaction.atomic
def close_customer_link(*, version: QuoteVersion, by: User, at: datetime) -> int:
    """The customer can no longer open a version; how many links there were."""
    matter = Matter.objects.select_for_update(of=("self",)).select_related("customer", "accountable").get(
        pk=version.quote.matter_id
    )  # fmt: skip
    turns.require_act(by, matter, day=timezone.localdate(at))
    closed = links.revoke(purpose=questions.CUSTOMER_PAGE, subject_id=version.pk, by=by, at=at)
    if not closed:
        raise NotNow(_("There is no open link to this version."))
    about = f"{version.quote.label} V{version.number}"
    teamwork.tell(entries.LinkChanged(about=about, closed=True), matter=matter, by=by, at=at)
    return closed
