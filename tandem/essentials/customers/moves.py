"""What this room says of its own rows when two files become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.essentials.customers import merging
from tandem.essentials.customers.merging import Word
from tandem.essentials.customers.models import (
    Channel,
    Contact,
    Customer,
    DuplicateKey,
    DuplicatePair,
    Merge,
    SearchDocument,
    Site,
    ToCompare,
)


def declare() -> None:
    """Called when the room is loaded."""
    merging.say(Site, "customer_id", Word(label=_("Sites")))
    merging.say(Contact, "customer_id", Word(label=_("Contacts")))
    merging.say(
        Channel,
        "customer_id",
        # A person's own lines are told apart by the person: those of the same person have met before.
        Word(same_in=("contact_id", "value"), label=_("Phones and e-mail addresses")),
    )
    merging.say(Channel, "contact_id", Word(same_in=("value",)))
    merging.say(Customer, "parent_id", Word(label=pgettext_lazy("companies", "Branches")))
    merging.say(Customer, "merged_into_id", Word())
    for column in ("customer_id", "contact_id"):
        merging.say(SearchDocument, column, Word(follows=False, why="written anew"))
    for model in (DuplicateKey, ToCompare):
        merging.say(model, "customer_id", Word(follows=False, why="written anew"))
    for column in ("low_id", "high_id"):
        # Not shown while one of the two is an alias; it stands again when they are two again.
        merging.say(DuplicatePair, column, Word(follows=False, why="tells of these two"))
    for column in ("survivor_id", "gone_id"):
        merging.say(Merge, column, Word(follows=False, why="tells what happened to whom"))
