"""Questions on a quote: asking, giving somebody outside a link, the answer that comes back by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.files.models import File
from tandem.base.journal.entry_types import EntryType
from tandem.base.links import actions as links
from tandem.base.links import queries as addresses
from tandem.base.links.models import Link
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import text as texts
from tandem.base.tools import validation
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.contacts import MAIL, OPEN_QUESTION
from tandem.essentials.teamwork.models import Matter, Question
from tandem.essentials.teamwork.rules import ContactCustomer, voice_for
from tandem.journey.quotes import entries, questions
from tandem.journey.quotes.actions.holding import NotNow, NotValid
from tandem.journey.quotes.actions.values import long
from tandem.journey.quotes.models import (
    ASKED,
    COLLEAGUE,
    CUSTOMER,
    OUTSIDE,
    QUESTION_KINDS,
    SHOWABLE,
    Quote,
    QuoteLine,
    QuoteQuestion,
    QuoteVersion,
)

MOST_FILES = 10


@transaction.atomic
def ask(
    *,
    quote: Quote,
    kind: str,
    to: str,
    text: str,
    by: User,
    at: datetime,
    asked: User | None = None,
    name: str = "",
    email: str = "",
    line: QuoteLine | None = None,
    holds: bool = False,
    due_at: datetime | None = None,
    shown: Sequence[str] = (),
    files: Sequence[File] = (),
) -> QuoteQuestion:
    """Ask a colleague, an expert without an account (`name`) or the customer about a quote or one of its lines.

    Whom the customer is asked by is decided by the rule of who speaks with them; whoever asks an expert without an
    account gets the answer from them. `shown` is what a link page shows beside the question. Nothing is sent yet.
    """
    matter = locked(quote.matter)
    current = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if not current.is_open:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": current.label})
    if kind not in QUESTION_KINDS or to not in ASKED or not set(shown) <= set(SHOWABLE):
        raise NotValid(_("There is no such field."))
    if line is not None and line.version.quote_id != current.pk:
        raise NotValid(_("This line belongs to another quote."))
    if len(files) > MOST_FILES:
        raise NotValid(_("At most %(count)d files belong to a question.") % {"count": MOST_FILES})
    who, source = _whom(to, matter, asked=asked, name=name, by=by, at=at)
    words = long(text)
    question = teamwork.ask(
        matter=matter,
        asked=who,
        text=words,
        source=source,
        due_at=due_at,
        event=entries.QuestionOnQuote(
            asker=by.full_name,
            asked=who.full_name,
            source=source,
            label=current.label,
            position=line.position if line is not None else None,
            text=words,
        ),
        by=by,
        at=at,
    )
    made = QuoteQuestion.objects.create(
        question=question,
        quote=current,
        line=line,
        kind=kind,
        to=to,
        holds=holds,
        email=_email(email),
        shown=[key for key in SHOWABLE if key in shown],
    )
    made.files.set(files)
    return made


def _whom(
    to: str, matter: Matter, *, asked: User | None, name: str, by: User, at: datetime
) -> tuple[User, str]:
    """The colleague who owes the answer, and who outside the house knows it."""
    if to == OUTSIDE:
        source = texts.clean(name, limit=160)
        if not source:
            raise NotValid(_("What is the expert's name?"))
        return by, source
    if to == CUSTOMER:
        side = voice_for(OPEN_QUESTION, customer=matter.customer, at=at)
        who = playbook.acting_for_side(side=side, customer=matter.customer, day=timezone.localdate(at))
        return who, (matter.contact.full_name if matter.contact else matter.customer.name)[:160]
    if asked is None:
        raise NotValid(_("Choose a colleague to ask."))
    return asked, ""


def _email(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return validation.email(typed)
    except validation.InvalidValue as error:
        raise NotValid(error.reason) from error


@transaction.atomic
def mail_link(
    *,
    question: QuoteQuestion,
    to: str,
    subject: str,
    text: str,
    site: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> OutgoingMail:
    """Send whoever knows it a link to the question, from the sender's address; an earlier link is closed.

    A mail to the customer is a contact, so the rules are asked; `reason` is for acting against one.
    """
    current, matter = _open_question(question, by=by, at=at)
    to = _email(to)
    if not to:
        raise NotValid(_("Where shall the mail go? An e-mail address is missing."))
    if current.is_for_customer:
        act = ContactCustomer(
            customer=matter.customer, by=by, at=at, matter_id=matter.pk, channel=MAIL, about=OPEN_QUESTION,
            contact_id=matter.contact_id,
        )  # fmt: skip
        rules.require(act, reason=reason)
    address = addresses.address(_new_link(current, by=by, at=at), site=site)
    [mail] = post.queue(
        drafts=[
            post.Draft(kind="quotes.question", to=[to], subject=subject, body=f"{text.strip()}\n\n{address}")
        ],
        sender=by.email,
        sender_name=by.full_name,
        by=by,
        at=at,
    )
    about = current.question.text
    event: EntryType = entries.QuestionMailed(to=to, text=about)
    if current.is_for_customer:
        event = entries.CustomerMailed(to=to, text=about)
    teamwork.tell(event, matter=matter, by=by, at=at)
    return mail


@transaction.atomic
def make_link(*, question: QuoteQuestion, by: User, at: datetime) -> str:
    """A link to pass on by hand; told this once, an earlier one is closed."""
    current, matter = _open_question(question, by=by, at=at)
    token = _new_link(current, by=by, at=at)
    teamwork.tell(entries.LinkChanged(about=current.question.text), matter=matter, by=by, at=at)
    return token


@transaction.atomic
def close_link(*, question: QuoteQuestion, by: User, at: datetime) -> int:
    """Whoever holds the link to a question cannot open it any more; how many there were."""
    current = _held(question)
    matter = current.question.matter
    turns.require_act(by, matter, day=timezone.localdate(at))
    closed = links.revoke(purpose=questions.ANSWER, subject_id=current.pk, by=by, at=at)
    if not closed:
        raise NotNow(_("There is no open link to this question."))
    event = entries.LinkChanged(about=current.question.text, closed=True)
    teamwork.tell(event, matter=matter, by=by, at=at)
    return closed


def _held(question: QuoteQuestion) -> QuoteQuestion:
    """The question as it stands now, held until the transaction ends."""
    # Two statements: after waiting for a lock PostgreSQL joins the new row with what it had read of the others.
    Question.objects.select_for_update().only("pk").get(pk=question.pk)
    related = (
        "quote",
        "line",
        "question__asked",
        "question__asker",
        "question__matter__customer",
        "question__matter__contact",
        "question__matter__accountable",
    )
    return QuoteQuestion.objects.select_related(*related).get(pk=question.pk)


def _open_question(question: QuoteQuestion, *, by: User, at: datetime) -> tuple[QuoteQuestion, Matter]:
    matter = locked(question.question.matter)
    turns.require_act(by, matter, day=timezone.localdate(at))
    current = _held(question)
    if current.question.answered_at is not None:
        raise NotNow(_("This question is answered. Ask again to give out a new link."))
    return current, matter


def _new_link(question: QuoteQuestion, *, by: User, at: datetime) -> str:
    """The token of a new link; earlier ones are closed. Whoever signs in anyway gets none: it would answer as them."""
    if not question.may_have_link:
        raise NotNow(
            _("%(name)s answers on Heute, signed in. A link is for experts and people without an account.")
            % {"name": question.question.asked.full_name}
        )
    links.revoke(purpose=questions.ANSWER, subject_id=question.pk, by=by, at=at)
    customer = question.question.matter.customer
    if question.to == CUSTOMER:
        language = "de" if customer.country in ("DE", "AT", "CH", "LI") else "en"
    else:
        language = question.question.asked.language
    _link, token = links.make(
        purpose=questions.ANSWER,
        subject_id=question.pk,
        expires_at=questions.until(question.question.due_at, at=at),
        language=language,
        by=by,
        at=at,
    )
    return token


@transaction.atomic
def answer_by_link(
    *, question: QuoteQuestion, link: Link, name: str, text: str, at: datetime, files: Sequence[File] = ()
) -> QuoteQuestion:
    """The answer of somebody who holds the link: of an expert with an account theirs, else under the name typed."""
    current = _held(question)
    links.hold(link=link, at=at)
    known = current.question.asked if current.to == COLLEAGUE else None
    name, words = texts.clean(name, limit=160), long(text)
    who = known.full_name if known is not None else name
    told = entries.CustomerAnswered if current.is_for_customer else entries.AnsweredByLink
    teamwork.answer(
        question=current.question,
        text=words,
        name=name,
        event=told(who=who, text=current.question.text, answer=words),
        by=known,
        at=at,
    )
    current.answer_files.set(files)
    if current.is_for_customer:
        matter = Matter.objects.select_related("customer", "accountable", "step").get(
            pk=current.question.matter_id
        )
        label = current.quote.label
        teamwork.tell_both(
            matter=matter,
            says=lambda person: _answered(person, {"who": who, "quote": label}),
            at=at,
        )
    return current


def _answered(person: User, words: dict[str, str]) -> str:
    with translation.override(person.language):
        return _("%(who)s answered a question on quote %(quote)s") % words


@transaction.atomic
def answer(
    *, question: QuoteQuestion, text: str, by: User, at: datetime, files: Sequence[File] = ()
) -> QuoteQuestion:
    """The answer of a colleague, with files; also what somebody outside has told them."""
    current = _held(question)
    teamwork.answer(question=current.question, text=long(text), by=by, at=at)
    current.answer_files.set(files)
    return current


def renew_links(*, matter_id: int, at: datetime) -> None:
    """Questions of a matter that were asked again: whoever holds a link may answer until a week after the new date."""
    found = QuoteQuestion.objects.filter(question__matter=matter_id, question__answered_at=None)
    for one in found.select_related("question"):
        until = questions.until(one.question.due_at, at=at)
        links.extend(purpose=questions.ANSWER, subject_id=one.pk, until=until, at=at)


def carry_over(*, before: QuoteVersion, version: QuoteVersion) -> None:
    """The questions on lines of a version go on with the same lines of the next."""
    lines = {line.position: line for line in QuoteLine.objects.filter(version=version)}
    for one in QuoteQuestion.objects.filter(line__version=before).select_related("line"):
        assert one.line is not None  # filtered by it
        one.line = lines.get(one.line.position)
        one.save(update_fields=["line"])
