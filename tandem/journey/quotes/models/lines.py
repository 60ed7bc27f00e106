"""The lines of a version."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from tandem.essentials.products.models import Product
from tandem.journey.quotes.models.kinds import ALTERNATIVE, CHOICES, COUNTED, ITEM, KINDS, OPTIONAL
from tandem.journey.quotes.models.quotes import QuoteVersion


class QuoteLine(models.Model):
    """One line: an item with its price, a text, a heading or a page break. Only items carry money."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, default=ITEM)
    choice = models.CharField(max_length=11, default=COUNTED, blank=True)
    # A product of the catalogue; it may be retired since, the line stays as it is.
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(default="", blank=True)
    quantity = models.DecimalField(max_digits=11, decimal_places=4, default=1)
    unit = models.CharField(max_length=20, default="", blank=True)
    # Below zero on a line of its own that takes something off, such as a rebate.
    price = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    # Where the price comes from, in a few words.
    price_note = models.CharField(max_length=120, default="", blank=True)
    # What the price lists said of it when they were asked last (`priced`).
    priced = models.JSONField(default=dict, blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    # Variable cost of one unit; null: not known.
    cost = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    delivery = models.CharField(max_length=80, default="", blank=True)
    # The day that `delivery` means, where it names one.
    delivery_on = models.DateField(null=True, blank=True)
    # The version's revision at which this line changed last.
    revision = models.PositiveIntegerField(default=0)
    # Who set a field last: {field: the person's id}.
    typed_by = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager[QuoteLine]]

    class Meta:
        # The register finds quotes by the words of their lines.
        indexes = [GinIndex(SearchVector("text", config="simple"), name="lines_by_word")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="line_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="line_choice_is_known", condition=Q(choice__in=list(CHOICES))),
            models.CheckConstraint(
                name="only_items_carry_money",
                condition=Q(kind=ITEM)
                | Q(choice=COUNTED, price=0, discount=0, cost=None, vat_rate=0, delivery="", price_note=""),
            ),
            models.CheckConstraint(
                name="only_items_are_products", condition=Q(kind=ITEM) | Q(product=None, priced={})
            ),
            models.CheckConstraint(name="line_quantity_is_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="line_below_zero_is_a_rebate",
                condition=Q(price__gte=0) | Q(choice=COUNTED, discount=0),
            ),
            models.CheckConstraint(name="line_cost_is_not_negative", condition=Q(cost=None) | Q(cost__gte=0)),
            models.CheckConstraint(
                name="line_discount_is_percent", condition=Q(discount__gte=0) & Q(discount__lte=100)
            ),
            models.CheckConstraint(name="line_vat_is_a_rate", condition=Q(vat_rate__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text[:40]}"

    @property
    def is_item(self) -> bool:
        return self.kind == ITEM

    @property
    def is_counted(self) -> bool:
        """Whether its amount is in the sum."""
        return self.kind == ITEM and self.choice == COUNTED

    @property
    def is_optional(self) -> bool:
        return self.choice == OPTIONAL

    @property
    def is_alternative(self) -> bool:
        return self.choice == ALTERNATIVE

    @property
    def is_rebate(self) -> bool:
        return self.price < 0

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def choice_label(self) -> str:
        return str(CHOICES[self.choice])
