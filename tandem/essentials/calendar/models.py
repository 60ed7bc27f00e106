"""When: appointments and who attends them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.base.post.models import OutgoingMail
from tandem.base.tools import sealed
from tandem.essentials.calendar import recurrence
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User

VISIT, CALL, MEETING, PRIVATE = "visit", "call", "meeting", "private"
# Busy times of another calendar: never fixed, because two of them may overlap, and changed only there.
OUTSIDE = "outside"
KINDS: dict[str, Promise] = {
    VISIT: _("Visit"),
    CALL: _("Call"),
    MEETING: _("Meeting"),
    PRIVATE: _("Private"),
}


class Series(models.Model):
    """Something that comes again. Its appointments are entered up to a horizon; what was changed by itself stays so."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, default="", blank=True)
    repeat = models.CharField(max_length=16)
    # RFC 5545, without an end; the clock time is meant in the zone, over both clock changes.
    rule = models.CharField(max_length=120)
    first_day = models.DateField()
    clock = models.TimeField()
    minutes = models.PositiveIntegerField()
    zone = models.CharField(max_length=40)
    # The last day on which it may come; none: it goes on.
    until = models.DateField(null=True, blank=True)
    # Up to this day its appointments are entered.
    made_until = models.DateField(null=True, blank=True)
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Series]]

    class Meta:
        indexes = [models.Index(fields=["made_until"], name="series_to_extend")]
        constraints = [
            models.CheckConstraint(name="series_takes_time", condition=models.Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def repeat_label(self) -> str:
        return str(recurrence.REPEATS[self.repeat])


class CalendarLink(models.Model):
    """The published address of a person's other calendar; only its owner sees it, for it opens that calendar."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_links")
    # The address, sealed with the installation's key, and what tells that two are the same.
    sealed = models.TextField()
    mark = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    # Why the last try failed; empty after a success.
    problem = models.CharField(max_length=300, default="", blank=True)

    objects: ClassVar[models.Manager[CalendarLink]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "mark"], name="calendar_linked_once")]

    def __str__(self) -> str:
        return f"calendar link {self.pk} of {self.person_id}"

    @property
    def address(self) -> str:
        """The address; empty where another key has sealed it: its owner enters it once more."""
        try:
            return sealed.unseal(self.sealed)
        except sealed.NotOurs:
            return ""

    @property
    def host(self) -> str:
        """Where it is published: 'outlook.office365.com'."""
        return urlsplit(self.address).hostname or ""


class CalendarFeed(models.Model):
    """The secret address under which a person's phone or Outlook reads their own calendar here."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    # By the hash it is found when somebody comes with it; sealed it is shown to its owner again.
    hash = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CalendarFeed]]

    def __str__(self) -> str:
        return f"calendar feed of {self.person_id}"

    @property
    def token(self) -> str:
        """What the address ends with; empty where another key has sealed it."""
        try:
            return sealed.unseal(self.sealed)
        except sealed.NotOurs:
            return ""


class Appointment(models.Model):
    """One appointment, however many colleagues attend: one identity (UID)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.CharField(max_length=200, default="", blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    fixed = models.BooleanField(default=True)
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    # When the rule of the series puts it, wherever it has been moved since.
    original_start = models.DateTimeField(null=True, blank=True)
    link = models.ForeignKey(
        CalendarLink, null=True, blank=True, on_delete=models.CASCADE, related_name="times"
    )

    objects: ClassVar[models.Manager[Appointment]]

    class Meta:
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(fields=["customer", "-starts_at"], name="appointment_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                name="read_in_times_are_not_fixed",
                condition=models.Q(link__isnull=True) & ~models.Q(kind="outside")
                | models.Q(link__isnull=False, kind="outside", fixed=False),
            ),
            models.UniqueConstraint(fields=["series", "original_start"], name="once_in_its_series"),
            models.CheckConstraint(
                name="in_a_series_by_its_rule",
                condition=models.Q(series__isnull=True, original_start__isnull=True)
                | models.Q(series__isnull=False, original_start__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_moved_alone(self) -> bool:
        """Whether it left the time that its series gives it."""
        return self.original_start is not None and self.original_start != self.starts_at


class Attendance(models.Model):
    """Somebody attends an appointment; the database refuses that two fixed ones of a person overlap (INV3).

    Time and fixedness stand here again because an exclusion constraint sees one table only.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="attendances")
    during = DateTimeRangeField()
    fixed = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Attendance]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "person"], name="attends_once"),
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    # btree_gist is not there; a range of one number compares like the number itself.
                    (models.Func("person_id", "person_id", models.Value("[]"), function="int8range"), "&&"),
                    ("during", "&&"),
                ],
                condition=models.Q(fixed=True),
            ),
        ]
        indexes = [models.Index(fields=["person", "during"], name="attendance_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.appointment_id}"

    @property
    def starts_at(self) -> datetime:
        return self.during.lower  # type: ignore[no-any-return]  # psycopg's Range is untyped here


class HomeBase(models.Model):
    """Where a person sets out from in the morning. Colleagues see the place, only its owner the street."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="home_base")
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=12, default="", blank=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2, default="DE")
    # Degrees (WGS 84), where somebody has given them.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects: ClassVar[models.Manager[HomeBase]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="home_base_is_on_earth",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.city}"


class Hold(models.Model):
    """A time that somebody keeps free for a moment, while on the phone; others cannot book it meanwhile.

    One per holder. It ends by itself at `until`: nothing has to be cleared for that.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    during = DateTimeRangeField()
    held_by = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects: ClassVar[models.Manager[Hold]]

    class Meta:
        indexes = [models.Index(fields=["person", "until"], name="hold_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until:%H:%M}"

    @property
    def starts_at(self) -> datetime:
        return self.during.lower  # type: ignore[no-any-return]  # psycopg's Range is untyped here

    @property
    def ends_at(self) -> datetime:
        return self.during.upper  # type: ignore[no-any-return]


class AreaDay(models.Model):
    """A weekday (Monday is 0) on which a person travels one area: beginnings of postcodes as 'DE88', 'CH9'."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    areas = ArrayField(models.CharField(max_length=8))

    objects: ClassVar[models.Manager[AreaDay]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "weekday"], name="area_day_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="area_day_is_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.weekday}: {', '.join(self.areas)}"

    def covers(self, *, country: str, postcode: str) -> bool:
        """Whether an address lies in the area."""
        return bool(postcode) and any(f"{country}{postcode}".startswith(area) for area in self.areas)


class CustomerMail(models.Model):
    """A mail to the customer about an appointment: which state of it the mail told, and to whom."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="mails")
    # The appointment's revision that the mail told.
    revision = models.PositiveIntegerField()
    to = models.EmailField()
    is_cancellation = models.BooleanField(default=False)
    mail = models.OneToOneField(OutgoingMail, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[CustomerMail]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "revision", "to"], name="customer_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} r{self.revision} to {self.to}"
