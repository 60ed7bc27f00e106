"""The words that quotes are kept in: states, reasons, kinds of lines, Incoterms."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Of the quote as a whole. draft: never sent; open: sent, the customer decides; then won or lost.
DRAFT, OPEN, WON, LOST = "draft", "open", "won", "lost"
STATES: dict[str, Promise] = {
    DRAFT: _("Draft"),
    OPEN: pgettext_lazy("quote", "Open"),
    WON: pgettext_lazy("quote", "Won"),
    LOST: pgettext_lazy("quote", "Lost"),
}

# Of one version. Everything but a draft is frozen: the database refuses to change it (INV6).
SENT, ACCEPTED, SUPERSEDED = "sent", "accepted", "superseded"
VERSION_STATES: dict[str, Promise] = {
    DRAFT: _("Draft"),
    SENT: pgettext_lazy("version", "Sent"),
    ACCEPTED: pgettext_lazy("version", "Accepted"),
    SUPERSEDED: pgettext_lazy("version", "Replaced"),
}
NEXT_VERSION_STATES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({SENT}),
    SENT: frozenset({ACCEPTED, SUPERSEDED}),
    ACCEPTED: frozenset(),
    SUPERSEDED: frozenset(),
}

REASONS: dict[str, Promise] = {
    "price": pgettext_lazy("reason", "Price"),
    "delivery_time": pgettext_lazy("reason", "Delivery time"),
    "specification": pgettext_lazy("reason", "Specification"),
    "competitor": pgettext_lazy("reason", "Competitor known and preferred"),
    "no_budget": pgettext_lazy("reason", "No budget"),
    "postponed": pgettext_lazy("reason", "Project postponed or dropped"),
    "no_answer": pgettext_lazy("reason", "No answer any more"),
    "other": pgettext_lazy("reason", "Another reason"),
}

# What a line is. Only items carry money; a section heads the lines up to the next one and has a subtotal.
ITEM, TEXT, SECTION, PAGE_BREAK = "item", "text", "section", "page_break"
KINDS: dict[str, Promise] = {
    ITEM: pgettext_lazy("kind of line", "Item"),
    TEXT: pgettext_lazy("kind of line", "Text"),
    SECTION: pgettext_lazy("kind of line", "Heading"),
    PAGE_BREAK: pgettext_lazy("kind of line", "Page break"),
}

# Whether an item counts. Optional: the customer may add it. Alternative: instead of the nearest counted item before
# it. Both are priced and printed, and not summed.
COUNTED, OPTIONAL, ALTERNATIVE = "", "optional", "alternative"
CHOICES: dict[str, Promise] = {
    COUNTED: pgettext_lazy("line", "counted"),
    OPTIONAL: pgettext_lazy("line", "optional"),
    ALTERNATIVE: pgettext_lazy("line", "alternative"),
}

# Incoterms 2020, in the order of the book.
INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")

# The reasons of `REASONS` in a customer's words; who does not answer any more does not come by a link.
CUSTOMER_REASONS: dict[str, Promise] = {
    "price": pgettext_lazy("reason of a customer", "The price"),
    "delivery_time": pgettext_lazy("reason of a customer", "The delivery time"),
    "specification": pgettext_lazy("reason of a customer", "It does not fit technically"),
    "competitor": pgettext_lazy("reason of a customer", "We chose another supplier"),
    "no_budget": pgettext_lazy("reason of a customer", "No budget"),
    "postponed": pgettext_lazy("reason of a customer", "The project is postponed or dropped"),
    "other": pgettext_lazy("reason of a customer", "Another reason"),
}
