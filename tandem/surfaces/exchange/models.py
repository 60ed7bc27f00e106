"""What was imported: runs, their files, each row that was taken, each value that was not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.people.models import User

CUSTOMERS, PRODUCTS, PRICES, QUOTES = "customers", "products", "prices", "quotes"
KINDS = (CUSTOMERS, PRODUCTS, PRICES, QUOTES)

UPLOADED, PREVIEWED, RUNNING, DONE = "uploaded", "previewed", "running", "done"
FAILED, UNDOING, UNDONE = "failed", "undoing", "undone"
STATES: dict[str, Promise] = {
    UPLOADED: _("Being checked"),
    PREVIEWED: _("Checked, not read in yet"),
    RUNNING: _("Being read in"),
    DONE: _("Read in"),
    FAILED: _("Not read in"),
    UNDOING: _("Being undone"),
    UNDONE: _("Undone"),
}
# From which state one comes to which; whoever finds another one was too late.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    UPLOADED: (UPLOADED, PREVIEWED, FAILED),
    PREVIEWED: (UPLOADED, RUNNING),
    RUNNING: (DONE, FAILED),
    DONE: (UNDOING,),
    FAILED: (UPLOADED, RUNNING),
    UNDOING: (UNDONE, DONE),
    UNDONE: (),
}
# So long a file waits for somebody to read it in: it holds names and numbers of people.
DAYS_KEPT = 14
AT_WORK = (UPLOADED, RUNNING, UNDOING)


class ImportRun(models.Model):
    """One file on its way into the customer files, and what became of it."""

    # What is in it: customers, products, prices, or the quotes of an ERP.
    kind = models.CharField(max_length=10, default=CUSTOMERS, db_default=CUSTOMERS)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, default=UPLOADED)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    # Per column of the file: heading, proposal, confidence, a few values; and the targets that were chosen.
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    # The first rows of each outcome, for the preview.
    samples = models.JSONField(default=dict)
    expected_rows = models.IntegerField(null=True)
    progress = models.IntegerField(default=0)
    error = models.TextField(default="")
    # Later entries about a customer tell an undo that somebody has worked with it.
    last_entry_id = models.BigIntegerField(null=True)
    undo_report = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[ImportRun]]

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="import_run_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(STATES)), name="import_run_state_is_known"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="import_run_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_of_customers(self) -> bool:
        return self.kind == CUSTOMERS

    @property
    def is_of_quotes(self) -> bool:
        return self.kind == QUOTES

    @property
    def can_be_undone(self) -> bool:
        """Whether what it brought is known row by row."""
        return self.state == DONE and self.last_entry_id is not None

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def percent(self) -> int:
        """How far it is, as far as the file says how long it is."""
        return min(99, self.progress * 100 // self.expected_rows) if self.expected_rows else 0


class ImportPart(models.Model):
    """A piece of an uploaded file, kept until its rows have been read in; any machine may do that."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts", db_index=False)
    place = models.IntegerField()
    content = models.BinaryField()

    objects: ClassVar[models.Manager[ImportPart]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="import_part_once")]

    def __str__(self) -> str:
        return f"part {self.place} of run {self.run_id}"


class ImportDocument(models.Model):
    """A document that was uploaded with a list, called by the number of its quote; kept until the list is read in."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    content = models.BinaryField()

    objects: ClassVar[models.Manager[ImportDocument]]

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """A row that was taken: which customer it made or changed, and what stood there before; or which quote."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row = models.IntegerField()
    # A plain id: an undo removes the customer and keeps the record of it.
    customer_id = models.BigIntegerField()
    outcome = models.CharField(max_length=10)
    changes = models.JSONField(default=dict)
    revision = models.IntegerField()

    objects: ClassVar[models.Manager[ImportedRow]]

    class Meta:
        indexes = [models.Index(fields=["run", "-id"], name="imported_row_backwards")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.outcome} {self.customer_id}"


class ImportProblem(models.Model):
    """A value that was not taken, or not as it stood in the file."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems", db_index=False)
    row = models.IntegerField()
    column = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)

    objects: ClassVar[models.Manager[ImportProblem]]

    class Meta:
        indexes = [models.Index(fields=["run", "row", "id"], name="import_problem_by_row")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
