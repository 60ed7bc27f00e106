"""How: the company's process as versioned rows, and the rules of collaboration."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tandem.base.files.models import File
from tandem.essentials.customers.models import CLASSES, Customer
from tandem.essentials.people.models import Tandem, User

# Steps of the template that other rooms speak of. A company may name and split them; the key stays.
PREPARE, APPOINTMENT, VISIT, QUOTE = "prepare", "appointment", "visit", "quote"
FOLLOW_UP, REGISTER, EVALUATE, ORDER = "follow_up", "register", "evaluate", "order"
AFTER_SALES, CARE, CRM, REVIEW = "after_sales", "care", "crm", "review"

TEMPLATE = (
    PREPARE,
    APPOINTMENT,
    VISIT,
    QUOTE,
    FOLLOW_UP,
    REGISTER,
    EVALUATE,
    ORDER,
    AFTER_SALES,
    CARE,
    CRM,
    REVIEW,
)
# What the rooms of the journey move matters and tasks to: no version is without them. A step may stand for another
# one (`also`), so that a company may have fewer steps than the template.
KEPT = (PREPARE, APPOINTMENT, VISIT, QUOTE, FOLLOW_UP, REGISTER, EVALUATE, ORDER, AFTER_SALES)
# Steps that run beside a matter: they have tasks, a matter never stands there.
BESIDE = (REGISTER, EVALUATE, CARE, CRM, REVIEW)
# Where a sale can begin by hand: before that it is a lead with a record of its own, later it has a quote.
BEGINS_AT = (APPOINTMENT, VISIT, QUOTE)


class Process(models.Model):
    """One version of the process; matters stay on the version under which they began."""

    version = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateField()
    # Set when all its steps are written; from then on the database lets nothing of it change.
    complete = models.BooleanField(default=False)
    # None: the template that every company starts with.
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, default="", blank=True)

    objects: ClassVar[models.Manager[Process]]

    def __str__(self) -> str:
        return f"process {self.version}"


class Step(models.Model):
    """One step: who answers for it, acts first, is consulted and informed; what goes in and comes out."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=20)
    name_de = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    hint_de = models.CharField(max_length=120, default="")
    hint_en = models.CharField(max_length=120, default="")
    # Parties: a side, a role or a named person (`parties`).
    responsible = ArrayField(models.CharField(max_length=24))
    acts_first = models.CharField(max_length=24)
    consulted = ArrayField(models.CharField(max_length=24), default=list)
    informed = ArrayField(models.CharField(max_length=24), default=list)
    input_de = models.CharField(max_length=200)
    input_en = models.CharField(max_length=200)
    result_de = models.CharField(max_length=200)
    result_en = models.CharField(max_length=200)
    # One line each.
    tasks_de = models.TextField(default="", blank=True)
    tasks_en = models.TextField(default="", blank=True)
    checklist_de = models.TextField(default="", blank=True)
    checklist_en = models.TextField(default="", blank=True)
    # What must be there before a matter goes on from here: keys of `conditions`.
    needs = ArrayField(models.CharField(max_length=40), default=list)
    # Keys of steps that this version does not have and for which this one stands.
    also = ArrayField(models.CharField(max_length=20), default=list)
    # Working days until the step should be left.
    deadline_days = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Step]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "position"], name="step_position_once"),
            models.UniqueConstraint(fields=["process", "key"], name="step_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name_en}"

    def _in(self, field: str) -> str:
        language = "de" if (get_language() or "de").startswith("de") else "en"
        return str(getattr(self, f"{field}_{language}"))

    @property
    def name(self) -> str:
        return self._in("name")

    @property
    def hint(self) -> str:
        return self._in("hint")

    @property
    def input(self) -> str:
        return self._in("input")

    @property
    def result(self) -> str:
        return self._in("result")

    @property
    def tasks(self) -> list[str]:
        return self._in("tasks").splitlines()

    @property
    def checklist(self) -> list[str]:
        return self._in("checklist").splitlines()

    @property
    def is_joint(self) -> bool:
        return len(self.responsible) > 1

    @property
    def keys(self) -> list[str]:
        """Its own key and those of the steps it stands for."""
        return [self.key, *self.also]

    def stands_for(self, *keys: str) -> bool:
        """Whether what other rooms call by one of these keys is this step."""
        return any(key in keys for key in self.keys)

    @property
    def is_own(self) -> bool:
        """A step that the company made: no room knows it, people move on from it by hand."""
        return not any(key in TEMPLATE for key in self.keys)


KEY_ACCOUNTS = "key_account"


class StepException(models.Model):
    """Who answers for a step and acts first where it is different: customers of a class, or of a key account seat."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="exceptions")
    whom = models.CharField(max_length=12)
    responsible = ArrayField(models.CharField(max_length=24))
    acts_first = models.CharField(max_length=24)

    objects: ClassVar[models.Manager[StepException]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "whom"], name="step_exception_once"),
            models.CheckConstraint(
                name="step_exception_is_about_known_customers",
                condition=Q(whom__in=[*CLASSES, KEY_ACCOUNTS]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} for {self.whom}"


OPEN, IN_FORCE, GIVEN_UP = "open", "in_force", "given_up"


class Draft(models.Model):
    """The next version while it is designed: one at a time, so that both sides talk about the same one."""

    based_on = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=OPEN)
    # Number of the newest `DraftState`.
    revision = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    process = models.OneToOneField(Process, null=True, on_delete=models.PROTECT, related_name="draft")

    objects: ClassVar[models.Manager[Draft]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=OPEN), name="one_open_draft"),
            models.CheckConstraint(
                name="draft_is_open_or_ended",
                condition=Q(state=OPEN, ended_at=None, process=None)
                | Q(state=GIVEN_UP, ended_at__isnull=False, process=None)
                | Q(state=IN_FORCE, ended_at__isnull=False, process__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftState(models.Model):
    """How the draft read after a change (`designing.Design` as JSON): what 'undo' goes back to."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[DraftState]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_state_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.number}"


class DraftComment(models.Model):
    """What somebody says to a step of the draft, or to the whole of it (no step)."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    step_key = models.CharField(max_length=20, default="", blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[DraftComment]]

    class Meta:
        constraints = [models.CheckConstraint(name="comment_has_a_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]


class Rule(models.Model):
    """One wording of a rule of collaboration: kind, whom it is about, its words, and what it does.

    A wording never changes (a trigger sees to it): another wording is a new row that `replaces` this one, and a rule
    that is given up gets its end. So every act can be held against what was in force at its moment.
    """

    kind = models.CharField(max_length=40)
    # Whom it is about: all customers, a class, a tandem's, one. The nearest rule wins (`rules.precedence`).
    scope = models.CharField(max_length=8)
    klass = models.CharField(max_length=1, default="", blank=True)
    tandem = models.ForeignKey(
        Tandem, null=True, blank=True, on_delete=models.PROTECT, related_name="rules", db_index=False
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    effect = models.CharField(max_length=6)
    values = models.JSONField(default=dict)
    # What its kind says of these values, so that the database finds the rule that holds among thousands. Strictness
    # None: written by a migration that does not know the kinds; such a rule is weighed when it is read.
    topic = models.CharField(max_length=200, default="", blank=True)
    strictness = models.IntegerField(null=True)
    in_force_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    # None: a rule that every company starts with.
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300, default="", blank=True)
    # What made the company agree on it, as a later room names it; empty for most.
    origin = models.CharField(max_length=40, default="", blank=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Rule]]

    class Meta:
        indexes = [
            models.Index(fields=["kind", "scope"], name="rules_in_force", condition=Q(ended_at=None)),
            # Most rules are about one customer and found by the customer; these are the others.
            models.Index(
                fields=["scope", "klass", "tandem"], name="rules_about_many", condition=~Q(scope="customer")
            ),
            models.Index(fields=["-made_at", "-id"], name="rules_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                name="rule_is_about_what_its_scope_says",
                condition=Q(scope="company", klass="", tandem=None, customer=None)
                | (Q(scope="class", tandem=None, customer=None) & ~Q(klass=""))
                | Q(scope="tandem", klass="", tandem__isnull=False, customer=None)
                | Q(scope="customer", klass="", tandem=None, customer__isnull=False),
            ),
            models.CheckConstraint(
                name="rule_effect_is_known", condition=Q(effect__in=["inform", "warn", "block"])
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.scope}, {self.effect})"


class Agreement(models.Model):
    """One version of the agreement: the rules and responsibilities as they read when it was published (INV6).

    A trigger keeps it as it is; another wording is another version.
    """

    number = models.PositiveIntegerField(unique=True)
    # In both languages, with what is different from the version before (`agreement.text.Content`).
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    pdf_de = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    pdf_en = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Agreement]]

    def __str__(self) -> str:
        return f"agreement {self.number}"

    @property
    def pdf(self) -> File:
        """The document in the reader's language."""
        return self.pdf_de if (get_language() or "de").startswith("de") else self.pdf_en


class Acknowledgement(models.Model):
    """Somebody has read a version of the agreement and works by it. Once, and it stays."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="acknowledgements", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Acknowledgement]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} acknowledged {self.agreement_id}"


class AgreementReminder(models.Model):
    """A mail that reminded somebody of the agreement: at most one a week, also of two jobs at once."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # The Monday of the week.
    week = models.DateField()

    objects: ClassVar[models.Manager[AgreementReminder]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user", "week"], name="reminded_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} reminded of {self.agreement_id} in the week of {self.week}"
