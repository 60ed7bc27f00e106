"""Enquiries: where a matter comes from, how good it is, and whether field has taken it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork.models import Matter

WEBSITE, FAIR, RECOMMENDATION, PHONE, EMAIL = "website", "fair", "recommendation", "phone", "email"
LIST, WEBSHOP, FIELD, OTHER = "list", "webshop", "field", "other"
SOURCES: dict[str, Promise] = {
    WEBSITE: _("Web site"),
    FAIR: _("Trade fair"),
    RECOMMENDATION: _("Recommendation"),
    PHONE: _("Call"),
    EMAIL: _("E-mail"),
    LIST: _("Address list"),
    WEBSHOP: _("Web shop"),
    FIELD: _("Met on the road"),
    OTHER: _("Other"),
}
# The customer wrote or called by themselves.
INBOUND = frozenset({WEBSITE, PHONE, EMAIL, WEBSHOP})
QUALITIES: dict[str, Promise] = {
    "A": _("Wants to buy soon, fits us"),
    "B": _("Real need, date open"),
    "C": _("Interested, need unclear"),
    "D": _("Hardly fits"),
}

# Derived from the moments below: NEW -> CHECKED -> RELEASED -> ACCEPTED, or RETURNED -> CHECKED -> ...
NEW, CHECKED, RELEASED, RETURNED, ACCEPTED = "new", "checked", "released", "returned", "accepted"
STATES: dict[str, Promise] = {
    NEW: _("new"),
    CHECKED: _("checked"),
    RELEASED: _("waits for field"),
    RETURNED: _("returned"),
    ACCEPTED: _("accepted"),
}


class Lead(models.Model):
    """The intake record of a matter: source and campaign stay attached for good."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="lead")
    source = models.CharField(max_length=20)
    campaign = models.CharField(max_length=120, default="", blank=True)
    # The campaign's name as one compares it: 'LogiMAT 2026' typed by hand is the campaign of that name.
    campaign_key = models.CharField(max_length=120, default="", blank=True, db_default="")
    requirement = models.TextField(default="", blank=True)
    # What came in, as it came in (a form, a row of a list), with the consent text that was shown: to look things up.
    payload = models.JSONField(default=dict, blank=True)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    quality = models.CharField(max_length=1, default="", blank=True)
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(default="", blank=True)
    # What the factors said when it was rated; the person's own rating stands beside it.
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    released_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(default="", blank=True)
    accepted_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Lead]]

    class Meta:
        indexes = [
            models.Index(fields=["taken_in_at"], name="leads_by_age", condition=Q(accepted_at=None)),
            models.Index(fields=["campaign_key"], name="leads_by_campaign", condition=~Q(campaign_key="")),
        ]
        constraints = [
            models.CheckConstraint(name="lead_quality_is_a_to_d", condition=Q(quality__in=["", *QUALITIES])),
            models.CheckConstraint(
                name="lead_probability_is_a_percentage",
                condition=Q(probability__isnull=True) | Q(probability__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="lead_returned_with_a_reason",
                condition=Q(returned_at__isnull=True) | ~Q(returned_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"lead of matter {self.matter_id}"

    @property
    def source_label(self) -> str:
        return str(SOURCES.get(self.source, self.source))

    @property
    def state(self) -> str:
        """Where the lead stands; a returned one is new work until it is released again."""
        if self.accepted_at is not None:
            return ACCEPTED
        if self.released_at is not None:
            return RELEASED
        if self.returned_at is not None:
            return RETURNED
        return CHECKED if self.checked_at is not None else NEW

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])


# What a form on a web site may ask besides company, name and e-mail address, in the order in which it is shown.
ASKED: dict[str, Promise] = {
    "salutation": _("Salutation"),
    "function": _("Function"),
    "phone": _("Phone"),
    "street": _("Street"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "country": _("Country"),
    "website": _("Web site"),
    "requirement": _("Your request"),
}
ALWAYS_ASKED = ("company", "first_name", "last_name", "email")


class WebForm(models.Model):
    """A form on a web site whose visitors become leads; known outside by its token only."""

    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    campaign = models.CharField(max_length=120, default="", blank=True)
    source = models.CharField(max_length=20, default=WEBSITE)
    asks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    consent_de = models.TextField(default="", blank=True)
    consent_en = models.TextField(default="", blank=True)
    thanks_de = models.TextField(default="", blank=True)
    thanks_en = models.TextField(default="", blank=True)
    # Every consent text that a form of ours has shown, by its mark: a page may show an older one for years.
    consents = models.JSONField(default=dict, blank=True)
    # By the mark of a consent text: for which channels it counts as the legal basis by itself. Nothing: for none.
    covers = models.JSONField(default=dict, blank=True)
    # Whether whoever sends it is taken to wish a call about it.
    is_wish = models.BooleanField(default=False)
    # Where the form may stand, as browsers name it ('https://www.firma.de').
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[WebForm]]

    class Meta:
        constraints = [models.CheckConstraint(name="web_form_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


BRINGS_LEADS, READS_CALLS = "leads", "calls"
KEY_FOR: dict[str, Promise] = {
    BRINGS_LEADS: _("brings leads"),
    READS_CALLS: _("reads the lists of calls"),
}


class ApiKey(models.Model):
    """What another program shows to bring leads, or to read lists of calls; only its hash is kept."""

    name = models.CharField(max_length=120)
    # The first letters, so that people tell their keys apart.
    begins = models.CharField(max_length=12)
    hash = models.CharField(max_length=64, unique=True)
    # One thing only: what brings leads reads nothing.
    purpose = models.CharField(max_length=5, default=BRINGS_LEADS, db_default=BRINGS_LEADS)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[ApiKey]]

    class Meta:
        constraints = [
            models.CheckConstraint(name="api_key_is_for_something", condition=Q(purpose__in=list(KEY_FOR)))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def purpose_label(self) -> str:
        return str(KEY_FOR[self.purpose])


HELD, UNDECIDED, TAKEN, DROPPED = "held", "undecided", "taken", "dropped"
TRAP, TOO_QUICK, FORGED, NO_BROWSER, LINKS, TOO_MANY, NOT_TAKEN = (
    "trap", "too_quick", "forged", "no_browser", "links", "too_many", "not_taken",
)  # fmt: skip
HELD_FOR: dict[str, Promise] = {
    TRAP: _("A field that people do not see was filled in."),
    TOO_QUICK: _("It was sent quicker than anybody types."),
    FORGED: _("The form's time stamp was not ours."),
    NO_BROWSER: _("It was not sent by a browser."),
    LINKS: _("The text is full of links."),
    TOO_MANY: _("Very many came through this form within an hour."),
    NOT_TAKEN: _("It could not be taken in by itself."),
}


class Enquiry(models.Model):
    """What came in by a web form or the API: taken in as a lead, held back, or waiting for somebody to say whose it is.

    An enquiry that may come from a customer we have makes no second one: it waits until a person chooses.
    """

    form = models.ForeignKey(WebForm, null=True, on_delete=models.PROTECT, related_name="enquiries")
    key = models.ForeignKey(ApiKey, null=True, on_delete=models.PROTECT, related_name="enquiries")
    # Known outside; the internal number tells how many there are.
    public_id = models.UUIDField(unique=True)
    # What makes two posts the same one (INV9), and what was in the first.
    once = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    # Checked values by field, and beside them what was shown: consent, address of the page.
    values = models.JSONField(default=dict)
    shown = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    held_for = models.CharField(max_length=12, default="", blank=True)
    note = models.CharField(max_length=300, default="", blank=True)
    # The customer it most likely comes from, in whose tandem it waits, and all that fit with what they share.
    likely = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    matches = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    lead = models.OneToOneField(Lead, null=True, on_delete=models.PROTECT, related_name="enquiry")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Enquiry]]

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                name="enquiries_waiting",
                condition=Q(state__in=[HELD, UNDECIDED]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="enquiry_comes_from_somewhere",
                condition=Q(form__isnull=False) | Q(key__isnull=False),
            ),
            models.CheckConstraint(
                name="enquiry_taken_is_a_lead", condition=Q(lead__isnull=False) | ~Q(state=TAKEN)
            ),
            models.CheckConstraint(
                name="enquiry_undecided_waits_somewhere",
                condition=~Q(state=UNDECIDED) | (Q(likely__isnull=False) & Q(due_at__isnull=False)),
            ),
            models.CheckConstraint(name="enquiry_held_says_why", condition=~Q(state=HELD) | ~Q(held_for="")),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def why_held(self) -> str:
        return str(HELD_FOR.get(self.held_for, ""))

    @property
    def came_by(self) -> str:
        return self.form.name if self.form else self.key.name if self.key else ""


class Arrivals(models.Model):
    """How many posts came from one address or to one form within a stretch of time; the address is kept as a hash."""

    counter = models.CharField(max_length=64)
    window = models.BigIntegerField()
    posts = models.IntegerField()

    objects: ClassVar[models.Manager[Arrivals]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "window"], name="arrivals_once_per_window")]

    def __str__(self) -> str:
        return f"{self.posts} posts"


class Campaign(models.Model):
    """A campaign or fair with what it cost; leads belong to it by its name."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Campaign]]

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_has_a_name", condition=~Q(key="")),
            models.CheckConstraint(
                name="campaign_cost_is_not_below_zero", condition=Q(cost__isnull=True) | Q(cost__gte=0)
            ),
            models.CheckConstraint(
                name="campaign_ends_after_it_begins",
                condition=Q(from_date__isnull=True)
                | Q(to_date__isnull=True)
                | Q(to_date__gte=models.F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Weight(models.Model):
    """How many points a factor of the score gives, where the company has changed it."""

    factor = models.CharField(max_length=20, unique=True)
    points = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Weight]]

    class Meta:
        constraints = [models.CheckConstraint(name="weight_is_at_most_100", condition=Q(points__lte=100))]

    def __str__(self) -> str:
        return f"{self.factor}: {self.points}"
