"""How: the company's process as versioned rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

# Steps of the template that other rooms speak of. A company may name and split them; the key stays.
PREPARE, APPOINTMENT, VISIT, QUOTE = "prepare", "appointment", "visit", "quote"
FOLLOW_UP, REGISTER, EVALUATE, ORDER = "follow_up", "register", "evaluate", "order"
AFTER_SALES, CARE, CRM, REVIEW = "after_sales", "care", "crm", "review"

# Where a sale can begin by hand: before that it is a lead with a record of its own, later it has a quote.
BEGINS_AT = (APPOINTMENT, VISIT, QUOTE)

# Deadlines that belong to no single step.
HANDOVER_ANSWER, QUESTION_ANSWER = "handover_answer", "question_answer"
VISIT_REPORT, QUOTE_FOLLOW_UP, REQUEST_ANSWER = "visit_report", "quote_follow_up", "request_answer"


class Process(models.Model):
    """One version of the process; matters stay on the version under which they began."""

    version = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateField()

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
    responsible = ArrayField(models.CharField(max_length=12))
    acts_first = models.CharField(max_length=12)
    consulted = ArrayField(models.CharField(max_length=12), default=list)
    informed = ArrayField(models.CharField(max_length=12), default=list)
    input_de = models.CharField(max_length=200)
    input_en = models.CharField(max_length=200)
    result_de = models.CharField(max_length=200)
    result_en = models.CharField(max_length=200)
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
    def is_joint(self) -> bool:
        return len(self.responsible) > 1


class Deadline(models.Model):
    """Working days for an answer that belongs to no single step."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="deadlines")
    key = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Deadline]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "key"], name="deadline_key_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.days}"
