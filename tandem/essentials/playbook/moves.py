"""What this room says of its rows when two customers become one."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers import merging
from tandem.essentials.customers.merging import Word
from tandem.essentials.playbook.models import Rule


def declare() -> None:
    """Rules that have ended stay as they read (the database sees to it); of two that hold the stricter prevails."""
    merging.say(Rule, "customer_id", Word(only=Q(ended_at=None), label=_("Rules for this customer")))
