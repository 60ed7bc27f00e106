"""Changes to customers, their sites and contacts, and to what search finds them by."""

from tandem.essentials.customers.actions.channels import emails, phones
from tandem.essentials.customers.actions.contacts import (
    add_contact,
    deactivate_contact,
    edit_contact,
    reactivate_contact,
)
from tandem.essentials.customers.actions.files import (
    Opened,
    add_tags,
    create,
    edit,
    remove_tag,
    set_life_cycle,
    set_parent,
)
from tandem.essentials.customers.actions.indexing import index
from tandem.essentials.customers.actions.locking import IMPORTING, joined_sentence, merged_away
from tandem.essentials.customers.actions.merging import (
    DAYS_TO_UNDO,
    forget_ledgers,
    keep_imports_away,
    merge,
    undo_merge,
)
from tandem.essentials.customers.actions.pairing import find_pairs, keep_apart, propose_again
from tandem.essentials.customers.actions.refusals import (
    AlreadyMerged,
    Clash,
    EditConflict,
    HeadOfficeStays,
    MergeRefused,
    NameMissing,
    NumberTaken,
    ParentCycle,
    SeenBefore,
    ValueRefused,
)
from tandem.essentials.customers.actions.sites import add_site, edit_site, remove_site
from tandem.essentials.customers.actions.undoing import ChangedSince, undo

__all__ = [
    "DAYS_TO_UNDO",
    "IMPORTING",
    "AlreadyMerged",
    "ChangedSince",
    "Clash",
    "EditConflict",
    "HeadOfficeStays",
    "MergeRefused",
    "NameMissing",
    "NumberTaken",
    "Opened",
    "ParentCycle",
    "SeenBefore",
    "ValueRefused",
    "add_contact",
    "add_site",
    "add_tags",
    "create",
    "deactivate_contact",
    "edit",
    "edit_contact",
    "edit_site",
    "emails",
    "find_pairs",
    "forget_ledgers",
    "index",
    "joined_sentence",
    "keep_apart",
    "keep_imports_away",
    "merge",
    "merged_away",
    "phones",
    "propose_again",
    "reactivate_contact",
    "remove_site",
    "remove_tag",
    "set_life_cycle",
    "set_parent",
    "undo",
    "undo_merge",
]
