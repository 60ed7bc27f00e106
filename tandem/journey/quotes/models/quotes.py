"""The quote of a matter, and its versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, DecimalField, F, Q, Value, When
from django.db.models.functions import Coalesce, Round

from tandem.base.files.models import File
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes.models.kinds import (
    ACCEPTED,
    DRAFT,
    INCOTERMS,
    LOST,
    OPEN,
    REASONS,
    SENT,
    STATES,
    VERSION_STATES,
    WON,
)


def _weighted() -> Case:
    """What a quote is worth by its chance: won is certain, lost is nothing, an unknown chance counts for nothing."""
    chance = Coalesce("probability", Value(0))
    by_chance = Round(F("net") * chance / Value(100), precision=2)
    return Case(
        When(state=WON, then=F("net")),
        When(state=LOST, then=Value(0)),
        default=by_chance,
        output_field=DecimalField(max_digits=14, decimal_places=2),
    )


class Quote(models.Model):
    """The quote of a matter. Its number is drawn at the first sending, so that none is lost with a draft.

    `net`, `list_value`, `margin`, `quantity`, `probability`, `dated_at` and `follow_up_at` repeat what the current
    version and the open follow-up say, because the register sorts and sums 100,000 quotes by them. Whose they are
    (`customer_key`, `tandem_key`, `person_key`, `class_key`) the database repeats by itself, whoever moves a matter.
    `tandem check` compares.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="quote")
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    # Null and not empty: many drafts have none, and it is unique.
    number = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001
    # Made by the ERP, under the ERP's number; not edited here. And what the ERP said last of how it stands.
    from_erp = models.BooleanField(default=False)
    erp_state = models.CharField(max_length=5, default="", blank=True)
    state = models.CharField(max_length=5, default=DRAFT)
    net = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    list_value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    # Null where the cost of a line is not known.
    margin = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # Of all lines that are summed, whatever their units.
    quantity = models.DecimalField(max_digits=15, decimal_places=4, default=0)
    probability = models.PositiveSmallIntegerField(null=True)
    weighted = models.GeneratedField(
        expression=_weighted(), output_field=DecimalField(max_digits=14, decimal_places=2), db_persist=True
    )
    # Written by the triggers of migration 0008; no foreign keys, because nothing is looked up by them.
    customer_key = models.BigIntegerField(null=True, editable=False)
    tandem_key = models.BigIntegerField(null=True, editable=False)
    person_key = models.BigIntegerField(null=True, editable=False)
    class_key = models.CharField(max_length=1, default="", editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # When the current version went out; before the first sending, when the draft was begun.
    dated_at = models.DateTimeField()
    follow_up_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # What proves the order: the customer's order number, mail or letter, in words.
    order_reference = models.CharField(max_length=200, default="", blank=True)
    lost_reason = models.CharField(max_length=20, default="", blank=True)
    competitor = models.CharField(max_length=120, default="", blank=True)
    customer_words = models.TextField(default="", blank=True)

    objects: ClassVar[models.Manager[Quote]]

    class Meta:
        indexes = [
            models.Index(fields=["state", "-dated_at", "-id"], name="quotes_by_date"),
            models.Index(fields=["-dated_at", "-id"], name="all_quotes_by_date"),
            models.Index(fields=["state", "follow_up_at", "id"], name="quotes_by_follow_up"),
            models.Index(fields=["state", "-net", "-id"], name="quotes_by_amount"),
            models.Index(fields=["tandem_key", "state", "-dated_at"], name="quotes_of_tandem"),
            models.Index(fields=["person_key", "state", "-dated_at"], name="quotes_of_person"),
            models.Index(fields=["customer_key"], name="quotes_of_customer"),
            models.Index(fields=["decided_at"], name="quotes_by_decision"),
            # Quotes are looked for by how their number begins.
            models.Index(fields=["number"], name="quotes_by_number", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="quote_number_once"),
            models.CheckConstraint(name="quote_state_is_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="quote_number_is_whole",
                condition=Q(year=None, serial=None, number=None, from_erp=False)
                | Q(year__isnull=False, serial__isnull=False, number__isnull=False, from_erp=False)
                | Q(year=None, serial=None, number__isnull=False, from_erp=True),
            ),
            models.CheckConstraint(
                name="sent_quote_has_a_number",
                condition=Q(state=DRAFT) | Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="open_quote_is_followed_up",
                condition=Q(state=OPEN, follow_up_at__isnull=False) | (~Q(state=OPEN) & Q(follow_up_at=None)),
            ),
            models.CheckConstraint(
                name="lost_quote_has_a_reason", condition=~Q(state=LOST) | Q(lost_reason__in=list(REASONS))
            ),
            models.CheckConstraint(
                name="decided_quote_says_when",
                condition=Q(state__in=[WON, LOST], decided_at__isnull=False)
                | Q(state__in=[DRAFT, OPEN], decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="quote_probability_is_percent", condition=Q(probability=None) | Q(probability__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number, or the working title while there is none."""
        return self.number or self.title

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def is_open(self) -> bool:
        return self.state in (DRAFT, OPEN)

    @property
    def reason_label(self) -> str:
        return str(REASONS[self.lost_reason]) if self.lost_reason else ""


class QuoteVersion(models.Model):
    """One version. Sent is sent: sums, document and hash are stored at freezing and never change (INV6)."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=DRAFT)
    # What is new in this version, in a few words.
    note = models.CharField(max_length=200, default="", blank=True)
    language = models.CharField(max_length=2, default="de")
    introduction = models.TextField(default="", blank=True)
    valid_until = models.DateField(null=True)
    payment = models.CharField(max_length=200, default="", blank=True)
    delivery = models.CharField(max_length=200, default="", blank=True)
    # A code of Incoterms 2020 with its place; `delivery` says the rest in words.
    incoterm = models.CharField(max_length=3, default="", blank=True)
    incoterm_place = models.CharField(max_length=80, default="", blank=True)
    warranty = models.CharField(max_length=200, default="", blank=True)
    # Whether the document shows the first image of each product beside its line.
    pictures = models.BooleanField(default=False)
    # When the customer means to decide.
    decide_on = models.DateField(null=True, blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    probability = models.PositiveSmallIntegerField(null=True)
    # Made by the ERP: without lines and taxes, and where the ERP gives none, without a document.
    from_erp = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # One more with every change of the draft: who has the page open asks for what changed since.
    revision = models.PositiveIntegerField(default=0)
    # Who set a term last: {term: the person's id}.
    typed_by = models.JSONField(default=dict, blank=True)

    list_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    net = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    tax = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    gross = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # Contribution margin; null where a line's cost is not known.
    margin = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # [[rate, net, tax], ...] as decimal texts.
    taxes = models.JSONField(default=list)
    pdf = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_to = models.EmailField(default="", blank=True)
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+")
    copy_mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[QuoteVersion]]

    class Meta:
        indexes = [models.Index(fields=["mail"], name="version_by_mail")]
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["quote"], condition=Q(state=DRAFT), name="one_draft_per_quote"),
            models.UniqueConstraint(
                fields=["quote"], condition=Q(state__in=[SENT, ACCEPTED]), name="one_valid_version_per_quote"
            ),
            models.CheckConstraint(
                name="version_state_is_known", condition=Q(state__in=list(VERSION_STATES))
            ),
            models.CheckConstraint(
                name="version_discount_is_percent", condition=Q(discount__gte=0) & Q(discount__lte=100)
            ),
            models.CheckConstraint(
                name="version_probability_is_percent", condition=Q(probability=None) | Q(probability__lte=100)
            ),
            models.CheckConstraint(
                name="version_incoterm_is_known", condition=Q(incoterm="") | Q(incoterm__in=INCOTERMS)
            ),
            models.CheckConstraint(
                name="frozen_version_is_whole",
                condition=Q(state=DRAFT)
                | (
                    Q(
                        list_value__isnull=False,
                        net__isnull=False,
                        tax__isnull=False,
                        gross__isnull=False,
                        pdf__isnull=False,
                        sent_at__isnull=False,
                        valid_until__isnull=False,
                    )
                    & ~Q(pdf_sha256="")
                )
                | Q(from_erp=True, list_value__isnull=False, net__isnull=False, sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"V{self.number}"

    @property
    def state_label(self) -> str:
        return str(VERSION_STATES[self.state])

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def delivery_terms(self) -> str:
        """The Incoterm with its place, and the rest in words: DAP Ulm (Incoterms 2020), unloaded."""
        clause = " ".join(part for part in (self.incoterm, self.incoterm_place) if part)
        named = f"{clause} (Incoterms 2020)" if self.incoterm else clause
        return ", ".join(part for part in (named, self.delivery) if part)


class QuoteSeal(models.Model):
    """The digest of all a version says, written by the database as it is sent; `tandem check` compares (INV6)."""

    version = models.OneToOneField(
        QuoteVersion, primary_key=True, on_delete=models.PROTECT, related_name="seal"
    )
    sha256 = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[QuoteSeal]]

    def __str__(self) -> str:
        return self.sha256


class FollowUp(models.Model):
    """A date to ask the customer, and what was heard."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="follow_ups")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    situation = models.TextField(default="", blank=True)
    probability = models.PositiveSmallIntegerField(null=True)

    objects: ClassVar[models.Manager[FollowUp]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote"], condition=Q(done_at=None), name="one_open_follow_up"),
            models.CheckConstraint(
                name="follow_up_probability_is_percent",
                condition=Q(probability=None) | Q(probability__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id} {self.due_at:%Y-%m-%d}"
