"""Whose turn: matters, handovers, tasks and questions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.playbook.models import Step

SALE, REPEAT, REQUEST = "sale", "repeat", "request"
KINDS: dict[str, Promise] = {SALE: _("Sale"), REPEAT: _("Repeat sale"), REQUEST: _("Request")}

NOTHING, CUSTOMER, PARTNER, EXPERT, APPROVAL = "nothing", "customer", "partner", "expert", "approval"
WAITING_FOR: dict[str, Promise] = {
    NOTHING: pgettext_lazy("waiting for", "nothing"),
    CUSTOMER: pgettext_lazy("waiting for", "the customer"),
    PARTNER: pgettext_lazy("waiting for", "the partner"),
    EXPERT: pgettext_lazy("waiting for", "an expert"),
    APPROVAL: pgettext_lazy("waiting for", "an approval"),
}

# How a matter ended.
WON, LOST, DONE, CANCELLED = "won", "lost", "done", "cancelled"
OUTCOMES: dict[str, Promise] = {
    WON: pgettext_lazy("matter", "Won"),
    LOST: pgettext_lazy("matter", "Lost"),
    DONE: pgettext_lazy("matter", "Done"),
    CANCELLED: pgettext_lazy("matter", "Cancelled"),
}


class Matter(models.Model):
    """Anything with a customer that begins and ends, with its turn: who, what next, until when.

    The database refuses an open matter without a turn (INV1); a trigger refuses somebody who has left.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="matters")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    step_since = models.DateTimeField()
    answerable = models.CharField(max_length=12)
    urgent = models.BooleanField(default=False)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")

    accountable = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="turns")
    next_step = models.CharField(max_length=200, default="", blank=True)
    due_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=10, default=NOTHING)
    turn_since = models.DateTimeField()

    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Matter]]

    class Meta:
        indexes = [
            models.Index(
                fields=["accountable", "due_at", "id"], name="turns_by_due", condition=Q(closed_at=None)
            ),
            models.Index(fields=["due_at", "id"], name="turns_by_date", condition=Q(closed_at=None)),
            models.Index(fields=["customer", "due_at"], name="open_by_customer", condition=Q(closed_at=None)),
            models.Index(fields=["step", "step_since"], name="open_by_step", condition=Q(closed_at=None)),
            models.Index(fields=["customer", "-closed_at"], name="closed_by_customer"),
            models.Index(
                fields=["-urgent", "opened_at", "id"],
                name="open_requests",
                condition=Q(closed_at=None, kind="request"),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="matter_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="open_matter_has_a_turn",
                condition=Q(closed_at__isnull=False)
                | (Q(accountable__isnull=False) & ~Q(next_step="") & Q(due_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="closed_matter_has_an_outcome",
                condition=(Q(closed_at__isnull=True) & Q(outcome=""))
                | (Q(closed_at__isnull=False) & Q(outcome__in=[WON, LOST, DONE, CANCELLED])),
            ),
            models.CheckConstraint(
                name="matter_kind_is_known_and_stands_at_a_step",
                condition=Q(kind=REQUEST) | (Q(kind__in=[SALE, REPEAT]) & Q(step__isnull=False)),
            ),
            models.CheckConstraint(
                name="waiting_for_is_known",
                condition=Q(waiting_for__in=[NOTHING, CUSTOMER, PARTNER, EXPERT, APPROVAL]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind])


OFFERED, ACCEPTED, DECLINED, TAKEN_BACK = "offered", "accepted", "declined", "taken_back"


class Handover(models.Model):
    """Passing the turn with a briefing. Within a tandem accepted at once, else the giver keeps it."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers_offered")
    briefing = models.TextField()
    next_step = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OFFERED)
    made_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(default="", blank=True)

    objects: ClassVar[models.Manager[Handover]]

    class Meta:
        indexes = [
            models.Index(fields=["taker", "answer_due_at"], name="offers_to", condition=Q(state="offered")),
            models.Index(fields=["giver", "answer_due_at"], name="offers_from", condition=Q(state="offered")),
            models.Index(fields=["answer_due_at", "id"], name="offers_by_date", condition=Q(state="offered")),
            models.Index(fields=["-answered_at"], name="declined_by_date", condition=Q(state="declined")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="offered"), name="one_open_offer_per_matter"
            ),
            models.CheckConstraint(
                name="handover_open_or_answered",
                condition=Q(state="offered", answered_at__isnull=True)
                | Q(state__in=["accepted", "declined", "taken_back"], answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_has_a_briefing", condition=~Q(briefing="") & ~Q(next_step="")
            ),
            models.CheckConstraint(
                name="declined_with_a_reason", condition=~Q(state="declined") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.taker_id}: {self.state}"


class Task(models.Model):
    """Something to be done for a matter or a customer: who and until when.

    A matter closes when its tasks are done, except for the obligations that run beside it (`step_key`): the
    quote is registered and evaluated also when the customer has decided already.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tasks")
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks")
    # A step of the process for obligations that run beside the matter (register, evaluate); else empty.
    step_key = models.CharField(max_length=20, default="", blank=True)
    title = models.CharField(max_length=200)
    accountable = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tasks")
    due_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.TextField(default="", blank=True)

    objects: ClassVar[models.Manager[Task]]

    class Meta:
        indexes = [
            models.Index(fields=["accountable", "due_at"], name="open_tasks_of", condition=Q(done_at=None)),
            models.Index(fields=["customer", "due_at"], name="open_tasks_at", condition=Q(done_at=None)),
            models.Index(fields=["due_at", "id"], name="open_tasks_by_date", condition=Q(done_at=None)),
            models.Index(fields=["matter"], name="open_tasks_in", condition=Q(done_at=None)),
            models.Index(
                fields=["step_key", "due_at"],
                name="open_obligations",
                condition=Q(done_at=None) & ~Q(step_key=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="task_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="open_task_has_no_doer", condition=Q(done_at__isnull=False) | Q(done_by__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """Somebody must find something out: who asks whom, until when. The turn stays where it is."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="questions")
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions_asked")
    asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions_to_answer")
    # Who outside the house knows it (an expert, the customer): `asked` gets the answer from them. Else empty.
    source = models.CharField(max_length=160, default="", blank=True)
    text = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # A fixed time that waits for the answer (an appointment); such a question rises to the top of Heute.
    needed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The name that somebody without an account typed; else empty.
    answered_name = models.CharField(max_length=160, default="", blank=True)
    # Counted when it is answered, in the working time of whoever was asked; told of a tandem, never of a person.
    working_minutes = models.PositiveIntegerField(null=True)

    objects: ClassVar[models.Manager[Question]]

    class Meta:
        indexes = [
            models.Index(fields=["asked", "due_at"], name="open_questions_to", condition=Q(answered_at=None)),
            models.Index(
                fields=["asker", "due_at"], name="open_questions_from", condition=Q(answered_at=None)
            ),
            models.Index(
                fields=["due_at", "id"], name="open_questions_by_date", condition=Q(answered_at=None)
            ),
            models.Index(fields=["asked_at"], name="questions_by_age"),
        ]
        constraints = [
            models.CheckConstraint(name="question_has_a_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="answered_with_an_answer",
                condition=Q(answered_at__isnull=True, answer="", answered_by__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def who_answered(self) -> str:
        """The name of whoever answered, with or without an account; empty while it is open."""
        return self.answered_by.full_name if self.answered_by is not None else self.answered_name


class Reminder(models.Model):
    """Somebody who waits asks again, kindly: once a working day for one thing (`things`), whoever asks."""

    kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=200)
    reminder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reminded = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    made_at = models.DateTimeField()
    # The working day of the reminded person on which it is read; on Saturday that is Monday.
    day = models.DateField()

    objects: ClassVar[models.Manager[Reminder]]

    class Meta:
        indexes = [models.Index(fields=["reminded", "-made_at"], name="reminders_to")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing_id", "day"], name="reminded_once_a_working_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}: {self.day}"


GO, WAIT, MYSELF = "go", "wait", "myself"
REPLIES: dict[str, Promise] = {
    GO: _("Go ahead"),
    WAIT: _("Wait until"),
    MYSELF: _("I do it myself"),
}


class Consultation(models.Model):
    """Rücksprache: before one side contacts a customer, the partner is asked.

    Without an answer by `due_at` whoever asked is free to go (`consulting`).
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consultations")
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="consultations"
    )
    # The side that wants to contact the customer: whoever acts for it may rely on the answer.
    side = models.CharField(max_length=12)
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consultations_asked")
    asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consultations_to_answer")
    channel = models.CharField(max_length=8)
    about = models.CharField(max_length=20)
    text = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reply = models.CharField(max_length=8, default="", blank=True)
    wait_until = models.DateTimeField(null=True)
    background = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Consultation]]

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-asked_at"], name="consultations_at"),
            models.Index(fields=["asked", "due_at"], name="consultations_to", condition=Q(answered_at=None)),
            models.Index(fields=["asker", "-asked_at"], name="consultations_from"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consultation_open_or_answered",
                condition=Q(answered_at=None, answered_by=None, reply="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, reply__in=[GO, WAIT, MYSELF]),
            ),
            models.CheckConstraint(
                name="waiting_has_a_date",
                condition=(Q(reply=WAIT) & Q(wait_until__isnull=False))
                | (~Q(reply=WAIT) & Q(wait_until=None)),
            ),
            models.CheckConstraint(name="nobody_consults_themselves", condition=~Q(asker=models.F("asked"))),
        ]

    def __str__(self) -> str:
        return f"{self.asker_id} asks {self.asked_id}: {self.reply or 'open'}"

    @property
    def reply_words(self) -> str:
        """The answer in words."""
        return str(REPLIES[self.reply]) if self.reply else ""


class Claim(models.Model):
    """'Ich übernehme' for a stated time: until it is over nobody else takes the matter over.

    It holds while its person has the turn, and lapses by itself; the database refuses two at a time.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="claims", db_index=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Claim]]

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_claim_at_a_time",
                expressions=[
                    # Plain equality needs an extension; a range of one number does not.
                    (models.Func("matter_id", "matter_id", models.Value("[]"), function="int8range"), "&&"),
                    ("during", "&&"),
                ],
            ),
            models.CheckConstraint(
                name="claim_ends", condition=Q(during__isempty=False, during__upper_inf=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} has {self.matter_id} until {self.during.upper}"
