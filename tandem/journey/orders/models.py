"""What the customer ordered: confirmed once from the accepted version, delivered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tandem.base.files.models import File
from tandem.base.post.models import OutgoingMail
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter
from tandem.journey.quotes.models import QuoteVersion

CONFIRMED, DELIVERED = "confirmed", "delivered"
STATES: dict[str, Promise] = {
    CONFIRMED: pgettext_lazy("order", "In work"),
    DELIVERED: pgettext_lazy("order", "Delivered"),
}


class Order(models.Model):
    """A confirmed order. From its confirmation on only delivery changes it; the database holds that
    (INV6)."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="order")
    version = models.OneToOneField(QuoteVersion, on_delete=models.PROTECT, related_name="order")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default=CONFIRMED)
    # The first order of a customer: both watch it.
    is_first = models.BooleanField()
    reference = models.CharField(max_length=200, default="", blank=True)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="de")
    payment = models.CharField(max_length=200, default="", blank=True)
    delivery_terms = models.CharField(max_length=320, default="", blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2)
    list_value = models.DecimalField(max_digits=14, decimal_places=2)
    net = models.DecimalField(max_digits=14, decimal_places=2)
    tax = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(max_digits=14, decimal_places=2)
    margin = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # [[rate, net, tax], ...] as decimal texts.
    taxes = models.JSONField(default=list)
    promised_on = models.DateField()
    # What the confirmation says besides its lines.
    remark = models.TextField(default="", blank=True)
    # Null only inside the transaction that confirms, until the document exists.
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_to = models.EmailField(default="", blank=True)
    pdf = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, default="", blank=True)
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="+")
    handed_to_inside_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)

    objects: ClassVar[models.Manager[Order]]

    class Meta:
        indexes = [
            models.Index(fields=["state", "-confirmed_at", "-id"], name="orders_by_date"),
            models.Index(fields=["-confirmed_at", "-id"], name="all_orders_by_date"),
            models.Index(fields=["state", "promised_on", "id"], name="orders_by_promise"),
            models.Index(fields=["number"], name="orders_by_number", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="order_number_once"),
            models.CheckConstraint(name="order_state_is_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="confirmed_order_has_its_document",
                condition=Q(confirmed_at=None) | (Q(pdf__isnull=False) & ~Q(pdf_sha256="")),
            ),
            models.CheckConstraint(
                name="delivered_order_says_when",
                condition=Q(state=CONFIRMED, delivered_on=None)
                | Q(state=DELIVERED, delivered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])


class OrderLine(models.Model):
    """A position as it was accepted, with the delivery date we promised."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    text = models.TextField(default="", blank=True)
    quantity = models.DecimalField(max_digits=11, decimal_places=4)
    unit = models.CharField(max_length=20, default="", blank=True)
    # As large as a sum: what an ERP quoted as a whole is one line.
    price = models.DecimalField(max_digits=16, decimal_places=4)
    discount = models.DecimalField(max_digits=5, decimal_places=2)
    cost = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    # After the line's own discount and its share of the discount on the total.
    net = models.DecimalField(max_digits=14, decimal_places=2)
    promised_on = models.DateField()

    objects: ClassVar[models.Manager[OrderLine]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_position_once"),
            models.CheckConstraint(name="order_line_quantity_is_positive", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text[:40]}"


class OrderSeal(models.Model):
    """The digest of all an order says, written by the database as it is confirmed; `tandem check` compares (INV6)."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="seal")
    sha256 = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[OrderSeal]]

    def __str__(self) -> str:
        return self.sha256


class Delivery(models.Model):
    """The goods arrived, on a day; who noted it. Partial deliveries come with the delivery promises."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="delivery")
    delivered_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, default="", blank=True)

    objects: ClassVar[models.Manager[Delivery]]

    def __str__(self) -> str:
        return f"{self.order_id} {self.delivered_on}"
