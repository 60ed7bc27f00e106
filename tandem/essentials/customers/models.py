"""Whom we sell to: companies with their sites and contacts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce, Lower, NullIf, Replace
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.people.models import Tandem, User

CLASSES = ("A", "B", "C")

LEAD, PROSPECT, FIRST, REPEAT = "lead", "prospect", "first", "repeat"
REGULAR, REFERENCE, DORMANT, LOST = "regular", "reference", "dormant", "lost"
LIFE_CYCLE: dict[str, Promise] = {
    LEAD: _("Lead"),
    PROSPECT: _("Prospect"),
    FIRST: _("First order"),
    REPEAT: _("Repeat customer"),
    REGULAR: _("Regular customer"),
    REFERENCE: _("Reference"),
    DORMANT: _("Dormant"),
    LOST: pgettext_lazy("customer", "Lost"),
}


# What a list is sorted by. Nothing sorts last, so nothing must have a value; list and index share these
# expressions.
NEVER = date(1, 1, 1)
NO_TURNOVER = Decimal("-999999999999")


def by_contact() -> Coalesce:
    """Customers nobody has spoken to yet stand where the oldest contacts stand."""
    return Coalesce("last_contact_date", models.Value(NEVER, output_field=models.DateField()))


def by_turnover() -> Coalesce:
    """Customers without a known turnover stand below those with the least."""
    return Coalesce("turnover", models.Value(NO_TURNOVER, output_field=models.DecimalField()))


def by_class() -> Coalesce:
    """A, B, C, then those without a class."""
    return Coalesce(NullIf("klass", models.Value("")), models.Value("Z"))


def _plain_city() -> Lower:
    """The city as a list orders it: ä like a, ß like ss. In SQL, so that every writer gets it right."""
    plain: models.F | Replace = models.F("city")
    for letter, base in {"ä": "a", "ö": "o", "ü": "u", "Ä": "a", "Ö": "o", "Ü": "u", "ß": "ss"}.items():
        plain = Replace(plain, models.Value(letter), models.Value(base))
    return Lower(plain)


class Customer(models.Model):
    """One company from the first enquiry to lost: a life cycle, no conversion. Belongs to exactly one tandem
    (INV2).
    """

    number = models.CharField(max_length=30, null=True, unique=True)  # noqa: DJ001  # none is unlike any other
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    # customer_by_tandem serves the foreign key as well.
    tandem = models.ForeignKey(Tandem, on_delete=models.PROTECT, related_name="customers", db_index=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )
    klass = models.CharField(max_length=1, default="", blank=True)
    life_cycle = models.CharField(max_length=10, default=PROSPECT)
    industry = models.CharField(max_length=120, default="", blank=True)
    vat_number = models.CharField(max_length=20, default="", blank=True)
    website = models.CharField(max_length=200, default="", blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    turnover = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    turnover_year = models.IntegerField(null=True, blank=True)
    last_contact_date = models.DateField(null=True, blank=True)
    remark = models.TextField(default="", blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The head office's address stands here as well as in its Site, because every list shows and sorts by it.
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=12, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    city_key = models.GeneratedField(
        expression=_plain_city(), output_field=models.CharField(max_length=200), db_persist=True
    )
    country = models.CharField(max_length=2, default="DE")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Raised with every edit; an edit that started from an older one is shown as a conflict, never written
    # over.
    revision = models.PositiveIntegerField(default=1)
    import_run_id = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Customer]]

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(fields=["tandem", "sort_key", "id"], name="customer_by_tandem"),
            models.Index(fields=["name_key", "postcode"], name="customer_by_key"),
            models.Index(fields=["vat_number"], name="customer_by_vat", condition=~models.Q(vat_number="")),
            models.Index(fields=["city_key", "sort_key", "id"], name="customer_by_city"),
            models.Index(by_contact(), "sort_key", "id", name="customer_by_contact"),
            models.Index(by_turnover(), "sort_key", "id", name="customer_by_turnover"),
            models.Index(by_class(), "sort_key", "id", name="customer_by_class"),
            GinIndex(fields=["tags"], name="customer_by_tag"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(klass__in=["", "A", "B", "C"]), name="customer_class_is_abc"
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="customer_is_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def life_cycle_label(self) -> str:
        return str(LIFE_CYCLE[self.life_cycle])


class Site(models.Model):
    """An address of a customer besides or including the head office."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120, default="", blank=True)
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=12, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    country = models.CharField(max_length=2, default="DE")
    is_head_office = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Site]]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(is_head_office=True), name="one_head_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.city}"


# How they are kept, and how pages say them.
SALUTATIONS: dict[str, Promise] = {"Frau": _("Ms"), "Herr": _("Mr")}


class Contact(models.Model):
    """A person at a customer."""

    # contact_by_customer serves the foreign key as well.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL)
    salutation = models.CharField(max_length=20, default="", blank=True)
    title = models.CharField(max_length=40, default="", blank=True)
    first_name = models.CharField(max_length=80, default="", blank=True)
    last_name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=160)
    function = models.CharField(max_length=120, default="", blank=True)
    buying_role = models.CharField(max_length=120, default="", blank=True)
    # Whose contact this is in the first place: the colleague who "hat den Draht".
    cared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_active = models.BooleanField(default=True)
    # Raised with every edit, as the customer's is.
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects: ClassVar[models.Manager[Contact]]

    class Meta:
        indexes = [models.Index(fields=["customer", "name_key"], name="contact_by_customer")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)

    @property
    def formal_name(self) -> str:
        """'Frau Dr. Egle', in the language that is spoken just now: 'Ms Dr. Egle'."""
        return self._named(self.salutation_label)

    @property
    def kept_name(self) -> str:
        """'Frau Dr. Egle' as it is kept, for words that the company wrote in a language of its own."""
        return self._named(self.salutation)

    @property
    def salutation_label(self) -> str:
        return str(SALUTATIONS.get(self.salutation, self.salutation))

    def _named(self, salutation: str) -> str:
        if not salutation:
            return self.full_name  # a last name alone reads like a company
        return " ".join(part for part in (salutation, self.title, self.last_name) if part)


PHONE, MOBILE, EMAIL = "phone", "mobile", "email"
CHANNELS: dict[str, Promise] = {PHONE: _("Phone"), MOBILE: _("Mobile"), EMAIL: _("E-mail")}


class Channel(models.Model):
    """A phone number (E.164) or e-mail address of a customer or of one of its contacts."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="channels")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="channels"
    )
    kind = models.CharField(max_length=6)
    value = models.CharField(max_length=254)
    label = models.CharField(max_length=60, default="", blank=True)

    objects: ClassVar[models.Manager[Channel]]

    class Meta:
        indexes = [models.Index(fields=["value"], name="channel_by_value")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "contact", "value"], name="channel_once_per_contact"),
            models.UniqueConstraint(
                fields=["customer", "value"],
                condition=models.Q(contact__isnull=True),
                name="channel_once_per_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class SearchDocument(models.Model):
    """What search finds a customer or a contact by: folded words and phone digits with all their suffixes.

    A prefix query on a suffix is a substring query, so no trigram extension is needed. Written by
    `actions.index`, read by `search`; the marks on terms are explained in `documents`.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    contact = models.OneToOneField(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    terms = SearchVectorField()

    objects: ClassVar[models.Manager[SearchDocument]]

    class Meta:
        # Two indexes, because a search asks for customers and for contacts apart and stops at the first few
        # of each.
        indexes = [
            GinIndex(fields=["terms"], name="search_customers", condition=models.Q(contact__isnull=True)),
            GinIndex(fields=["terms"], name="search_contacts", condition=models.Q(contact__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(contact__isnull=True),
                name="one_document_per_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"search document of {self.customer_id}"


class DuplicateKey(models.Model):
    """A number by which a company is found again when it is written a second time (see `duplicates.keys`).

    Written by `actions.index`; an alias has none. Fifteen for each company: nothing but the two columns is kept,
    and whoever removes customers without Django removes these as well.
    """

    pk = models.CompositePrimaryKey("key", "customer_id")
    key = models.BigIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    objects: ClassVar[models.Manager[DuplicateKey]]

    def __str__(self) -> str:
        return f"key of {self.customer_id}"


class ToCompare(models.Model):
    """A customer that was written and not yet compared with the others; one row for each writing."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    objects: ClassVar[models.Manager[ToCompare]]

    def __str__(self) -> str:
        return f"{self.customer_id} is to be compared"


class DuplicatePair(models.Model):
    """Two customers that may be one company, with what says so; or of which somebody said that they are two."""

    low = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    high = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # 0 to 1.
    score = models.FloatField()
    # Keys of `duplicates.scoring.WHY`.
    signs = ArrayField(models.CharField(max_length=12))
    apart_at = models.DateTimeField(null=True)
    apart_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[DuplicatePair]]

    class Meta:
        indexes = [
            models.Index(
                fields=["-score", "id"],
                name="pairs_by_score",
                condition=models.Q(apart_at__isnull=True),
            ),
            models.Index(
                fields=["-apart_at", "id"],
                name="pairs_by_apart",
                condition=models.Q(apart_at__isnull=False),
            ),
        ]
        constraints = [
            # Its index serves the foreign key of the lower one as well.
            models.UniqueConstraint(fields=["low", "high"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(low__lt=models.F("high")), name="pair_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} and {self.high_id}"


class Merge(models.Model):
    """Two files that were one company: which stayed, which became its alias, and everything that moved.

    The ledger is what an undo puts back; it is emptied when the time for an undo is over.
    """

    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # The journal entry that tells of it; what was written later was written to the survivor.
    entry_id = models.BigIntegerField()
    ledger = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Merge]]

    class Meta:
        indexes = [models.Index(fields=["at"], name="merges_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(survivor=models.F("gone")), name="nobody_merges_with_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.survivor_id}"
