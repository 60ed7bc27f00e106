"""What this room says of its rows when two customers become one."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.calendar.models import Appointment
from tandem.essentials.customers import merging
from tandem.essentials.customers.merging import Word


def declare() -> None:
    """Every appointment follows: who is there and when does not change, so that nothing overlaps anew."""
    merging.say(Appointment, "customer_id", Word(label=_("Appointments")))
