"""When a visit can be: the half hours of one day, and the best times of the next weeks with the drive."""

from tandem.journey.calls.slots.day import Slot, of_day

__all__ = ["Slot", "of_day"]
