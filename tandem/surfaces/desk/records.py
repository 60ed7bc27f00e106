"""What the day's list reads of a turn and of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import ORDER, VISIT
from tandem.essentials.teamwork.models import REQUEST
from tandem.surfaces.desk.ranking import Standing

# What a row shows of a turn, in the order of `Turn`; then come the name of its step (`step_name`) and what is done
# there (`offers.done_in`). Tuples, since making models of fifty matters, customers and steps takes longer than asking
# for them.
TURN = (
    *(
        "pk",
        "title",
        "kind",
        "next_step",
        "due_at",
        "waiting_for",
        "urgent",
        "value",
        "currency",
        "opened_at",
    ),
    *("accountable_id", "customer_id", "customer__name", "customer__tandem_id", "step__key", "step__also"),
)


def step_name() -> str:
    """The column in which the name of a step stands in the language of the page."""
    return "step__name_de" if (get_language() or "de").startswith("de") else "step__name_en"


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of an open matter."""

    pk: int
    title: str
    kind: str
    next_step: str
    due_at: datetime
    waiting_for: str
    urgent: bool
    value: Decimal | None
    currency: str
    opened_at: datetime
    accountable_id: int
    customer_id: int
    customer: str
    tandem_id: int
    step_key: str | None
    also: list[str] | None
    step: str | None
    done: str

    @property
    def key(self) -> str:
        return f"matter-{self.pk}"

    @property
    def step_keys(self) -> tuple[str, ...]:
        """The key of its step and those of the steps it stands for."""
        return (self.step_key, *(self.also or ())) if self.step_key else ()

    @property
    def offer(self) -> offers.Offer | None:
        """Its most likely act."""
        return offers.first_at(*self.step_keys, done=self.done) if self.step_key else None

    @property
    def standing(self) -> Standing:
        """What the order of the day needs to know of it."""
        return Standing(
            due_at=self.due_at,
            starts_at=self.due_at if VISIT in self.step_keys else None,
            promised=self.kind == REQUEST or ORDER in self.step_keys,
            urgent=self.urgent,
            value=self.value,
        )


# What a row shows of a task, in the order of `Errand`.
ERRAND = (
    *(
        "pk",
        "title",
        "step_key",
        "due_at",
        "made_at",
        "matter_id",
        "customer_id",
        "accountable_id",
        "made_by_id",
    ),
    *("customer__name", "matter__value", "made_by__first_name"),
)


@dataclass(frozen=True, slots=True)
class Errand:
    """A task of a matter or a customer."""

    pk: int
    title: str
    step_key: str
    due_at: datetime
    made_at: datetime
    matter_id: int | None
    customer_id: int
    accountable_id: int
    made_by_id: int | None
    customer: str
    value: Decimal | None
    made_by: str | None

    @property
    def key(self) -> str:
        return f"task-{self.pk}"

    @property
    def standing(self) -> Standing:
        """What the order of the day needs to know of it."""
        return Standing(due_at=self.due_at, value=self.value)
