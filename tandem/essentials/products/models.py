"""What we sell: products with their units and costs, price lists with their tiers, surcharges, and tax rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.base.files.models import File
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User

# Kinds of VAT: what a product is taxed with; the rate itself depends on country and day (`vat`).
STANDARD, REDUCED, SPECIAL, NO_TAX = "standard", "reduced", "special", "none"
VAT_KINDS: dict[str, Promise] = {
    STANDARD: _("Standard rate"),
    REDUCED: _("Reduced rate"),
    SPECIAL: _("Special rate"),
    NO_TAX: _("Without VAT"),
}

EVERYBODY, COUNTRY, GROUP, CUSTOMER = "everybody", "country", "group", "customer"
# The nearer to the customer, the sooner it counts.
AUDIENCES: dict[str, Promise] = {
    EVERYBODY: _("Everybody"),
    COUNTRY: _("A country"),
    GROUP: _("A customer group"),
    CUSTOMER: pgettext_lazy("price list", "One customer"),
}

COPPER, FREIGHT, SMALL = "copper", "freight", "small"
SURCHARGES: dict[str, Promise] = {
    COPPER: _("Copper"),
    FREIGHT: _("Freight"),
    SMALL: _("Small quantity"),
}

LONGEST_TEXT = 20_000


def in_language(german: str, english: str) -> str:
    """The text in the language of whoever reads; the other one where it is missing."""
    return (english or german) if (get_language() or "de").startswith("en") else (german or english)


class ProductGroup(models.Model):
    """A group of products: 'Antriebe', with a key number that lists are ordered by."""

    number = models.CharField(max_length=20, unique=True)
    name_de = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="", blank=True)

    objects: ClassVar[models.Manager[ProductGroup]]

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="product_group_has_a_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_de, self.name_en)


class Unit(models.Model):
    """What is counted: a standard unit (see `units`) or one of the company's own."""

    code = models.CharField(max_length=12, unique=True)
    name_de = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, default="", blank=True)
    # UN/ECE Recommendation 20; empty for a unit of the company's own that has none.
    rec20 = models.CharField(max_length=3, default="", blank=True)
    is_standard = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Unit]]

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="unit_has_a_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.name_de, self.name_en)


class Product(models.Model):
    """Something with a number that we sell. Retired instead of deleted: what was quoted keeps its words."""

    number = models.CharField(max_length=40)
    number_key = models.CharField(max_length=40, unique=True)
    group = models.ForeignKey(ProductGroup, null=True, on_delete=models.PROTECT, related_name="products")
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    description_de = models.TextField(default="", blank=True)
    description_en = models.TextField(default="", blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    vat_kind = models.CharField(max_length=10, default=STANDARD)
    copper_kg = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    step = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    # What it is found by: number and names, every word and every end of a word, in both foldings.
    terms = SearchVectorField()
    # The beginnings of number and names, folded: for whoever has typed one or two letters.
    name_key = models.CharField(max_length=240)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Raised with every edit; an edit that started from an older one is refused, never written over.
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Product]]

    class Meta:
        indexes = [
            GinIndex(fields=["terms"], name="product_by_terms"),
            models.Index(fields=["name_key"], name="product_by_name", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="product_has_a_number"),
            models.CheckConstraint(condition=~Q(name_de=""), name="product_has_a_name"),
            models.CheckConstraint(condition=Q(vat_kind__in=list(VAT_KINDS)), name="product_vat_is_known"),
            models.CheckConstraint(
                condition=Q(copper_kg__isnull=True) | Q(copper_kg__gte=0),
                name="product_copper_not_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(minimum__gt=0), name="product_minimum"
            ),
            models.CheckConstraint(condition=Q(step__isnull=True) | Q(step__gt=0), name="product_step"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.name_de, self.name_en)

    @property
    def description(self) -> str:
        return in_language(self.description_de, self.description_en)

    @property
    def vat_label(self) -> str:
        return str(VAT_KINDS[self.vat_kind])


class ProductFile(models.Model):
    """An image or a document of a product; the first image is the one that documents show."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    is_image = models.BooleanField(default=False)
    # The image as documents print it, made small once when it came in (`files.pictures`).
    printed = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ProductFile]]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.file_id}"


class CostPrice(models.Model):
    """What one unit costs us from a day on, in the company's currency."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="costs", db_index=False)
    from_date = models.DateField()
    cost = models.DecimalField(max_digits=14, decimal_places=4)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[CostPrice]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "from_date"], name="cost_once_a_day"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="cost_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} from {self.from_date}: {self.cost}"


class PriceList(models.Model):
    """Prices in one currency, from a day until a day, for everybody, a country, a customer group or one customer."""

    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, unique=True)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    audience = models.CharField(max_length=10, default=EVERYBODY)
    country = models.CharField(max_length=2, default="", blank=True)
    # A customer group is a tag of customers, compared folded.
    tag = models.CharField(max_length=40, default="", blank=True)
    tag_key = models.CharField(max_length=80, default="", blank=True)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[PriceList]]

    class Meta:
        indexes = [models.Index(fields=["audience", "country", "tag_key"], name="price_list_by_audience")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="price_list_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="price_list_currency"),
            models.CheckConstraint(
                condition=Q(audience=EVERYBODY, country="", tag_key="", customer__isnull=True)
                | (Q(audience=COUNTRY, tag_key="", customer__isnull=True) & ~Q(country=""))
                | (Q(audience=GROUP, country="", customer__isnull=True) & ~Q(tag_key=""))
                | Q(audience=CUSTOMER, country="", tag_key="", customer__isnull=False),
                name="price_list_says_for_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Tier(models.Model):
    """The price of one unit from a quantity on; the first tier of a product begins at 0."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="tiers", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="tiers")
    from_quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
    price = models.DecimalField(max_digits=14, decimal_places=4)

    objects: ClassVar[models.Manager[Tier]]

    class Meta:
        constraints = [
            # Its index serves the foreign key of the list as well.
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity"], name="tier_once_per_quantity"
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="tier_price_above_zero"),
            models.CheckConstraint(condition=Q(from_quantity__gte=0), name="tier_quantity_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} from {self.from_quantity}: {self.price}"


class Surcharge(models.Model):
    """What is added to prices: copper by weight, freight by the total, a small quantity or total. For all lists of a
    currency, or for one list, which then counts instead.
    """

    kind = models.CharField(max_length=8)
    price_list = models.ForeignKey(
        PriceList, null=True, blank=True, on_delete=models.CASCADE, related_name="surcharges"
    )
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # Copper: quotation and what the prices already contain, per 100 kg.
    quotation = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    base = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    # Freight and small quantity: below which total, or below which quantity of a line; then this amount. Freight
    # without a limit is what is always charged; an amount of 0 is free.
    below_total = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    below_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    objects: ClassVar[models.Manager[Surcharge]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=COPPER,
                    quotation__gte=0,
                    base__gte=0,
                    amount__isnull=True,
                    below_total__isnull=True,
                    below_quantity__isnull=True,
                )
                | Q(kind=FREIGHT, amount__gte=0, quotation__isnull=True, below_quantity__isnull=True)
                | (
                    Q(kind=SMALL, amount__gte=0, quotation__isnull=True)
                    & (
                        Q(below_total__isnull=False, below_quantity__isnull=True)
                        | Q(below_total__isnull=True, below_quantity__isnull=False)
                    )
                ),
                name="surcharge_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="surcharge_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="surcharge_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.valid_from}"

    @property
    def kind_label(self) -> str:
        return str(SURCHARGES[self.kind])


class VatRate(models.Model):
    """The rate of a kind of VAT in a country from a day on, in percent; it holds until the next one begins."""

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=10)
    from_date = models.DateField()
    rate = models.DecimalField(max_digits=5, decimal_places=2)

    objects: ClassVar[models.Manager[VatRate]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "kind", "from_date"], name="vat_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=100), name="vat_rate_is_a_percentage"),
            models.CheckConstraint(condition=Q(kind__in=list(VAT_KINDS)), name="vat_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.kind} from {self.from_date}: {self.rate}"

    @property
    def kind_label(self) -> str:
        return str(VAT_KINDS[self.kind])


class ImportedProduct(models.Model):
    """A product that an import made or changed, and what stood there before; plain ids, so that it outlives both."""

    run = models.BigIntegerField()
    product_id = models.BigIntegerField()
    # The product's revision after it: another one says that somebody has changed it since.
    revision = models.PositiveIntegerField()
    # Null: the import made it.
    before = models.JSONField(null=True)

    objects: ClassVar[models.Manager[ImportedProduct]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "product_id"], name="imported_product_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.product_id}"


class ImportedAmount(models.Model):
    """A price (with its list and quantity) or a cost (with its day) that an import wrote, and what it was before."""

    run = models.BigIntegerField()
    product_id = models.BigIntegerField()
    price_list_id = models.BigIntegerField(null=True)
    from_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    from_date = models.DateField(null=True)
    # Null: there was none.
    before = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    after = models.DecimalField(max_digits=14, decimal_places=4)

    objects: ClassVar[models.Manager[ImportedAmount]]

    class Meta:
        indexes = [
            models.Index(
                fields=["run", "price_list_id", "product_id", "from_quantity"], name="imported_amounts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.product_id} {self.after}"
