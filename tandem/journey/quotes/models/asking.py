"""What is asked about a quote, and what a customer decides by their link."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.base.files.models import File
from tandem.base.links.models import Link
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people.models import EXPERT, User
from tandem.essentials.teamwork.models import Matter, Question
from tandem.journey.quotes.models.kinds import REASONS
from tandem.journey.quotes.models.lines import QuoteLine
from tandem.journey.quotes.models.quotes import Quote, QuoteVersion

TECHNICAL, DELIVERY, PRICE = "technical", "delivery", "price"
QUESTION_KINDS: dict[str, Promise] = {
    TECHNICAL: pgettext_lazy("kind of question", "Technical"),
    DELIVERY: pgettext_lazy("kind of question", "Delivery"),
    PRICE: pgettext_lazy("kind of question", "Price"),
}

# Who knows it: a colleague (an expert with an account is one), an expert without, the customer.
COLLEAGUE, OUTSIDE, CUSTOMER = "colleague", "outside", "customer"
ASKED: dict[str, Promise] = {
    COLLEAGUE: _("A colleague or expert"),
    OUTSIDE: _("An expert without an account"),
    CUSTOMER: _("The customer"),
}

# What a link page may show beside the question and its files; nothing of it unless the asker says so.
LINE, QUANTITY, CUSTOMER_NAME = "line", "quantity", "customer"
SHOWABLE: dict[str, Promise] = {
    LINE: _("the text of the line"),
    QUANTITY: _("the quantity"),
    CUSTOMER_NAME: _("the customer's name"),
}


class QuoteQuestion(models.Model):
    """A question on a quote or one of its lines: what kind, who knows it, whether the quote waits for it."""

    question = models.OneToOneField(
        Question, primary_key=True, on_delete=models.CASCADE, related_name="on_quote"
    )
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="questions")
    line = models.ForeignKey(
        QuoteLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    kind = models.CharField(max_length=10, default=TECHNICAL)
    to = models.CharField(max_length=10, default=COLLEAGUE)
    # Whether the quote cannot go out while it is open.
    holds = models.BooleanField(default=False)
    # Where a link to an expert without an account goes; empty where it is passed on by hand.
    email = models.EmailField(default="", blank=True)
    shown = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    files = models.ManyToManyField(File, related_name="+")
    answer_files = models.ManyToManyField(File, related_name="+")

    objects: ClassVar[models.Manager[QuoteQuestion]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quote_question_kind_is_known", condition=Q(kind__in=list(QUESTION_KINDS))
            ),
            models.CheckConstraint(name="quote_question_to_is_known", condition=Q(to__in=list(ASKED))),
            models.CheckConstraint(
                name="quote_question_shows_what_is_known",
                condition=Q(shown__contained_by=list(SHOWABLE)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.question_id)

    @property
    def kind_label(self) -> str:
        return str(QUESTION_KINDS[self.kind])

    @property
    def is_for_customer(self) -> bool:
        return self.to == CUSTOMER

    @property
    def is_outside(self) -> bool:
        """Whether whoever knows it has no account."""
        return self.to != COLLEAGUE

    @property
    def may_have_link(self) -> bool:
        """Whether it may be answered by link: by somebody without an account, or by an expert with one."""
        return self.is_outside or self.question.asked.has_role(EXPERT)


class CustomerQuestion(models.Model):
    """What a customer asked by the link to a version, and the answer that was written for them.

    Their link shows both. What colleagues say to each other about it stands in the request, and goes to nobody else.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="customer_questions")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    # Whose turn it is to answer.
    request = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Only where whoever answered wanted it to go by mail as well.
    mail = models.OneToOneField(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[CustomerQuestion]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="customer_question_says_something", condition=~Q(name="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="customer_question_open_or_answered",
                condition=Q(answer="", answered_at=None, answered_by=None, mail=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.name}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


ACCEPTED_BY_LINK, DECLINED_BY_LINK = "accepted", "declined"


class CustomerDecision(models.Model):
    """What a customer decided by the link: who, where, when, of which document. The database seals it.

    Accepted is the proof that a quote is won. Declined is what the customer said; whether the quote is lost by it is
    for the people who know the customer.
    """

    version = models.OneToOneField(QuoteVersion, on_delete=models.PROTECT, related_name="decision")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8)
    name = models.CharField(max_length=160)
    place = models.CharField(max_length=120, default="", blank=True)
    # Of a decline; of an acceptance wishes about optional lines stand in `words`.
    reason = models.CharField(max_length=20, default="", blank=True)
    words = models.TextField(default="", blank=True)
    pdf_sha256 = models.CharField(max_length=64)
    # The customer's confirmation, written with the decision: one each, whatever is clicked twice.
    mail = models.OneToOneField(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Written by the database.
    seal = models.CharField(max_length=64, default="", blank=True)

    objects: ClassVar[models.Manager[CustomerDecision]]

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="decision_is_whole",
                condition=Q(decision=ACCEPTED_BY_LINK, reason="") & ~Q(place="")
                | Q(decision=DECLINED_BY_LINK, reason__in=list(REASONS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"

    @property
    def is_acceptance(self) -> bool:
        return self.decision == ACCEPTED_BY_LINK

    @property
    def reason_label(self) -> str:
        return str(REASONS[self.reason]) if self.reason else ""
