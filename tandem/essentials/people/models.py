"""Who: people and their roles, tandems with their seats, territories, absences, and the company itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.files.models import File

# Roles. A person may have several; the first of SIDE_OF that applies is the side the person works on.
INSIDE, FIELD, KEY_ACCOUNT, ORDER_DESK = "inside", "field", "key_account", "order_desk"
COORDINATOR, SALES_LEAD, EXPERT, AGENT = "coordinator", "sales_lead", "expert", "agent"
MARKETING, ADMINISTRATOR = "marketing", "administrator"

ROLES: dict[str, Promise] = {
    INSIDE: _("Inside sales"),
    FIELD: _("Field sales"),
    KEY_ACCOUNT: _("Key account"),
    ORDER_DESK: _("Order desk"),
    COORDINATOR: _("Coordination"),
    SALES_LEAD: _("Sales management"),
    EXPERT: _("Expert"),
    AGENT: _("Commercial agent"),
    MARKETING: _("Marketing"),
    ADMINISTRATOR: _("Administration"),
}
SIDE_OF: dict[str, str] = {
    INSIDE: INSIDE,
    FIELD: FIELD,
    KEY_ACCOUNT: KEY_ACCOUNT,
    AGENT: FIELD,
    ORDER_DESK: INSIDE,
    COORDINATOR: INSIDE,
    SALES_LEAD: "lead",
    EXPERT: "expert",
    MARKETING: "other",
    ADMINISTRATOR: "other",
}
# Who reads every customer file (S11.3).
READS_ALL = frozenset({INSIDE, FIELD, KEY_ACCOUNT, ORDER_DESK, COORDINATOR, SALES_LEAD})
# Who knows costs and what is worked out from them: margins (S11.3). Not agents, experts, marketing, administration.
SEES_COST = READS_ALL
# Who reads customer lists in.
MAY_IMPORT = frozenset({INSIDE, COORDINATOR, SALES_LEAD, ADMINISTRATOR})

INSIDE_SEAT, OUTWARD_SEAT, THIRD_SEAT = "inside", "outward", "third"
SEATS: dict[str, Promise] = {
    INSIDE_SEAT: _("Inside seat"),
    OUTWARD_SEAT: _("Outward seat"),
    THIRD_SEAT: _("Third seat"),
}

THEMES: dict[str, Promise] = {"light": _("Light"), "dark": _("Dark"), "system": _("Like the device")}

# Monday to Friday, as [weekday, from, to]; what a company starts with.
DEFAULT_HOURS = [[day, "08:00", "12:00"] for day in range(5)] + [[day, "13:00", "17:00"] for day in range(5)]


def default_hours() -> list[list[Any]]:
    return [list(row) for row in DEFAULT_HOURS]


class UserManager(BaseUserManager["User"]):
    """What Django's sign-in asks for; people are made by `actions.add_user`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who works with Tandem."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    roles = ArrayField(models.CharField(max_length=20))
    phone = models.CharField(max_length=20, default="", blank=True)
    is_active = models.BooleanField(default=True)
    region = models.CharField(max_length=8, default="DE")
    hours = models.JSONField(default=default_hours)
    zone = models.CharField(max_length=40, default="Europe/Berlin")
    language = models.CharField(max_length=5, default="de")
    theme = models.CharField(max_length=6, default="light")
    shortcuts = models.BooleanField(default=True)
    created_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(roles__len__gte=1), name="user_has_a_role"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def side(self) -> str:
        """The side the person works on: inside, field, key_account, lead, expert or other."""
        for role, side in SIDE_OF.items():
            if role in self.roles:
                return side
        return "other"

    @property
    def side_label(self) -> str:
        """The role word shown beside the name."""
        return next((str(ROLES[role]) for role in ROLES if role in self.roles), "")

    @property
    def work_week(self) -> dict[int, list[tuple[time, time]]]:
        """The working hours per weekday (Monday is 0); a person without any counts like one with the usual hours."""
        week: dict[int, list[tuple[time, time]]] = defaultdict(list)
        for weekday, begins, ends in self.hours or DEFAULT_HOURS:
            week[int(str(weekday))].append((time.fromisoformat(str(begins)), time.fromisoformat(str(ends))))
        return {weekday: sorted(spans) for weekday, spans in week.items()}

    def has_role(self, *roles: str) -> bool:
        return not set(roles).isdisjoint(self.roles)


class Company(models.Model):
    """The company that runs this installation: one row, made by the set-up."""

    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=12, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    country = models.CharField(max_length=2, default="DE")
    phone = models.CharField(max_length=20, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    website = models.CharField(max_length=200, default="", blank=True)
    vat_number = models.CharField(max_length=20, default="", blank=True)
    registration = models.CharField(max_length=200, default="", blank=True)
    bank = models.CharField(max_length=200, default="", blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    zone = models.CharField(max_length=40, default="Europe/Berlin")
    region = models.CharField(max_length=8, default="DE")
    number_format = models.CharField(max_length=5, default="de-DE")
    # Whether a mail with a quote carries the customer's link unless the sender decides otherwise.
    customer_links = models.BooleanField(default=True)
    # As it is printed in the head of letters (`files.pictures`), and what stood there before, which undo brings back.
    logo = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    logo_before = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField(null=True)
    only_one = models.BooleanField(default=True, unique=True)

    objects: ClassVar[models.Manager[Company]]

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only_one=True), name="one_company")]

    def __str__(self) -> str:
        return self.name


class Tandem(models.Model):
    """An inside seat and an outward seat who share customers and targets; a third person where wanted."""

    name = models.CharField(max_length=80, unique=True)
    is_intake = models.BooleanField(default=False)
    deputy = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="deputy_for_tandems"
    )

    objects: ClassVar[models.Manager[Tandem]]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_intake"], condition=models.Q(is_intake=True), name="one_intake_tandem"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Who holds a seat of a tandem, from a day, until a day."""

    tandem = models.ForeignKey(Tandem, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    seat = models.CharField(max_length=8, choices=[(key, key) for key in SEATS])
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Seat]]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tandem", "seat"],
                condition=models.Q(to_date__isnull=True) & ~models.Q(seat="third"),
                name="one_holder_per_seat",
            ),
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="seat_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tandem_id} {self.seat}: {self.user_id}"

    def holds(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


class Territory(models.Model):
    """Postcodes of a country that a tandem looks after; an empty range claims the whole country."""

    tandem = models.ForeignKey(Tandem, on_delete=models.CASCADE, related_name="territories")
    country = models.CharField(max_length=2)
    postcode_from = models.CharField(max_length=12, default="", blank=True)
    postcode_to = models.CharField(max_length=12, default="", blank=True)

    objects: ClassVar[models.Manager[Territory]]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "postcode_from", "postcode_to"], name="territory_claimed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.postcode_from}-{self.postcode_to}"


class Absence(models.Model):
    """Days on which somebody is away, with the deputy who stands in. The reason is never stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    from_date = models.DateField()
    to_date = models.DateField()
    deputy = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="stands_in"
    )

    objects: ClassVar[models.Manager[Absence]]

    class Meta:
        indexes = [models.Index(fields=["user", "to_date"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_date__gte=models.F("from_date")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("user")),
                name="nobody_deputises_for_oneself",
            ),
            ExclusionConstraint(
                name="nobody_is_away_twice",
                expressions=[
                    # btree_gist is not there; a range of one number compares like the number itself.
                    (models.Func("user_id", "user_id", models.Value("[]"), function="int8range"), "&&"),
                    (models.Func("from_date", "to_date", models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_date} to {self.to_date}"


class Invitation(models.Model):
    """A one-time link with which a person sets a password: the first administrator's, a new colleague's."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="invitations")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Invitation]]

    def __str__(self) -> str:
        return f"invitation for {self.user_id}"
