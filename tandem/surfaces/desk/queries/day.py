"""What the page of a working day shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from tandem.base.journal.queries import Told
from tandem.essentials.calendar.queries import Item
from tandem.essentials.coordination.chain import PARTNER
from tandem.essentials.coordination.models import Escalation
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.teamwork.models import Consultation, Handover, Question, Reminder
from tandem.journey.calls.models import Booking
from tandem.surfaces.desk.queries.away import Away
from tandem.surfaces.desk.queries.circle import Circle
from tandem.surfaces.desk.records import Turn
from tandem.surfaces.desk.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something the person waits for."""

    what: str
    customer: str
    since: datetime
    url: str
    due_at: datetime
    who: User


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing the partner did at a shared customer."""

    told: Told
    customer: str


@dataclass(slots=True)
class Day:
    """Everything the page of the day shows."""

    circle: Circle
    at: datetime
    day_ends: datetime
    # Whose appointments are drawn: on a free day the next working day's.
    shown: date = date.min
    rows: list[Row] = field(default_factory=list)
    more: int = 0
    later: int = 0
    waiting: list[Waiting] = field(default_factory=list)
    answers: list[Question] = field(default_factory=list)
    decided: list[Consultation] = field(default_factory=list)
    late_of_partner: list[Turn] = field(default_factory=list)
    late_handovers: list[Handover] = field(default_factory=list)
    missing_of_partner: list[Booking] = field(default_factory=list)
    items: dict[int, list[Item]] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    tandems: list[Tandem] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    come_up: list[Escalation] = field(default_factory=list)
    away: Away | None = None

    @property
    def come_up_to_partner(self) -> list[Escalation]:
        """Missed dates that the person learns of as the partner; what an alert tells already is left out."""
        told = {matter.pk for matter in self.late_of_partner} | {
            offer.matter_id for offer in self.late_handovers
        }
        return [one for one in self.come_up if one.level == PARTNER and one.matter_id not in told]

    @property
    def come_up_to_role(self) -> int:
        """How many missed dates have reached coordination or sales management, for those who resolve."""
        return sum(1 for one in self.come_up if one.level > PARTNER)

    @property
    def partner(self) -> User | None:
        return self.circle.partner

    @property
    def is_ahead(self) -> bool:
        """Whether the appointments are those of a later day."""
        return self.shown > timezone.localdate(self.at)

    @property
    def waits_for_partner_only(self) -> bool:
        """Whether everything that is waited for is the partner's."""
        return self.partner is not None and all(entry.who == self.partner for entry in self.waiting)

    @property
    def partner_waits(self) -> int:
        """On how many rows the partner waits."""
        partner = self.partner
        return sum(
            1 for row in self.rows if partner is not None and row.waits is not None and row.waits == partner
        )
