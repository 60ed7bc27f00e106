"""Reading the questions on quotes: those of one, what holds its sending up, what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tandem.base.files.models import File
from tandem.base.links.models import Link
from tandem.base.tools.reads import Read
from tandem.essentials.people.models import User
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import COLLEAGUE, CustomerQuestion, Quote, QuoteQuestion, QuoteVersion

# The purpose of links that show a question, and of those that show a quote.
ANSWER, CUSTOMER_PAGE = "quotes.question", "quotes.customer"
# A link to a question stands so long after the answer is due.
AFTER_DUE = timedelta(days=7)
# A link to a quote stands so long after the quote has run out: it then says whom to ask.
AFTER_VALIDITY = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A link that was given out, as a page tells of it."""

    expires_at: datetime
    opened_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as the card of a quote shows it. `files` are {pk, name}; `link` is one that was not closed."""

    on_quote: QuoteQuestion
    files: list[dict[str, Any]]
    link: Given | None

    @property
    def is_open(self) -> bool:
        return self.on_quote.question.answered_at is None


def of(quote: Quote) -> list[Asked]:
    """The questions of a quote, the open ones by their date, then the newest answers. One query."""
    newest = Link.objects.filter(purpose=ANSWER, subject_id=OuterRef("pk")).order_by("-pk")
    told = JSONObject(revoked="revoked_at", expires="expires_at", opened="opened_count")
    found = QuoteQuestion.objects.filter(quote=quote.pk).annotate(
        told_files=_files("files"),
        told_answer_files=_files("answer_files"),
        told_link=Subquery(newest.values(told=told)[:1], output_field=JSONField()),
    )
    related = found.select_related("question__asker", "question__asked", "question__answered_by", "line")
    return sorted(
        (
            Asked(on_quote=one, files=[*one.told_files, *one.told_answer_files], link=_given(one.told_link))
            for one in related
        ),
        key=_place,
    )


def of_customer(quote: Quote) -> list[CustomerQuestion]:
    """What the customer asked by their link about any version, the open ones first, then the newest. One query."""
    found = CustomerQuestion.objects.filter(version__quote=quote.pk)
    related = found.select_related("version", "request__accountable", "answered_by", "mail")
    return list(related.order_by(F("answered_at").desc(nulls_first=True), "-pk"))


def customer_question_for(user: User, pk: int) -> CustomerQuestion:
    """One of them that the person may read."""
    found = CustomerQuestion.objects.filter(version__quote__in=queries.visible_to(user))
    related = (
        "version__quote__matter__customer__tandem", "version__quote__matter__contact", "request__accountable",
    )  # fmt: skip
    return get_object_or_404(found.select_related(*related), pk=pk)


def _files(field: str) -> ArraySubquery:
    """The files of one of the two kinds, as {pk, name}."""
    through = getattr(QuoteQuestion, field).through.objects.filter(quotequestion=OuterRef("pk"))
    return ArraySubquery(through.order_by("pk").values(told=JSONObject(pk="file_id", name="file__name")))


def _given(told: dict[str, Any] | None) -> Given | None:
    if told is None or told["revoked"] is not None:
        return None
    return Given(expires_at=datetime.fromisoformat(told["expires"]), opened_count=told["opened"])


def _place(one: Asked) -> tuple[int, float]:
    question = one.on_quote.question
    if question.answered_at is None:
        return 0, question.due_at.timestamp()
    return 1, -question.answered_at.timestamp()


def get_for(user: User, pk: int) -> QuoteQuestion:
    """One question on a quote that the person may read."""
    found = QuoteQuestion.objects.filter(quote__in=queries.visible_to(user))
    related = (
        "quote__matter__customer__tandem", "quote__matter__contact", "line",
        "question__matter", "question__asker", "question__asked", "question__answered_by",
    )  # fmt: skip
    return get_object_or_404(found.select_related(*related), pk=pk)


def by_pk(pk: int) -> QuoteQuestion | None:
    """The question behind a link."""
    related = (
        "quote__matter__customer", "quote__matter__contact", "line",
        "question__matter", "question__asker", "question__asked", "question__answered_by",
    )  # fmt: skip
    return QuoteQuestion.objects.filter(pk=pk).select_related(*related).first()


def holding_up(quote: Quote) -> list[str]:
    """What keeps a quote from going out: its open questions that hold it, each as a sentence with who could answer."""
    return [_holds(one) for one in _HOLDING(quote=quote.pk)]


_HOLDING = Read(
    lambda given: (
        QuoteQuestion.objects.filter(quote=given.quote, holds=True, question__answered_at=None)
        .select_related("question__asked", "line")
        .order_by("pk")
    )
)


def _holds(one: QuoteQuestion) -> str:
    question = one.question
    words = {
        "text": Truncator(" ".join(question.text.split())).chars(80),
        "position": one.line.position if one.line is not None else 0,
        "who": question.source or question.asked.full_name,
        "asked": question.asked.first_name,
    }
    if one.to == COLLEAGUE:
        who = _("%(who)s can answer it.") % words
    else:
        who = _("%(who)s knows it; %(asked)s can note the answer.") % words
    if one.line is None:
        return _("The question “%(text)s” is open.") % words + " " + who
    return _("The question “%(text)s” on item %(position)d is open.") % words + " " + who


def unclear_lines(quote: int) -> set[int | None]:
    """The lines of a quote that an open question is about: what a row shows that was just changed. One query."""
    return set(_UNCLEAR(quote=quote))


_UNCLEAR = Read(
    lambda given: QuoteQuestion.objects.filter(
        quote=given.quote, line__isnull=False, question__answered_at=None
    ).values_list("line", flat=True)
)


def marked(asked: Sequence[Asked]) -> frozenset[int]:
    """The lines on which a question is open."""
    return frozenset(
        one.on_quote.line_id for one in asked if one.is_open and one.on_quote.line_id is not None
    )


def files_of(quote: Quote) -> list[File]:
    """What may be attached without loading it up again: documents of the quote, files of its questions."""
    versions = File.objects.filter(pk__in=QuoteVersion.objects.filter(quote=quote).values("pdf"))
    theirs = QuoteQuestion.objects.filter(quote=quote)
    beside = File.objects.filter(pk__in=theirs.values("files")) | File.objects.filter(
        pk__in=theirs.values("answer_files")
    )
    found = {file.pk: file for file in [*versions.order_by("-pk"), *beside.order_by("-pk")]}
    return list(found.values())


def until(question_due: datetime, *, at: datetime) -> datetime:
    """Until when a link to a question stands."""
    return max(question_due, at) + AFTER_DUE
