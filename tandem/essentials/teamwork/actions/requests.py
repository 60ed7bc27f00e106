"""'Anruf annehmen': a customer calls or writes and is helped by whoever answers (S9.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.people.models import User
from tandem.essentials.teamwork import entries
from tandem.essentials.teamwork.actions.matters import StepIncomplete, close, open_matter, require_able
from tandem.essentials.teamwork.models import DONE, REQUEST, Matter

TITLE_LENGTH = 120


@transaction.atomic
def take_request(
    *,
    customer: Customer,
    text: str,
    by: User,
    at: datetime,
    contact: Contact | None = None,
    urgent: bool = False,
    answer: str = "",
    accountable: User | None = None,
) -> Matter:
    """Take what a customer wants: answered at once, or a turn for the right person by the process.

    Anybody who may read the customer may take a request, also for another tandem.
    """
    lines = text.strip().splitlines()
    if not lines:
        raise StepIncomplete(_("What does the customer want? One line is enough."))
    require_able(by, customer)
    title = lines[0].strip()
    is_short = len(lines) == 1 and len(title) <= TITLE_LENGTH
    title = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"
    description = "" if is_short else text.strip()
    caller = contact.full_name if contact else ""
    taken = entries.RequestTaken(title=title, description=description, contact=caller, urgent=urgent)
    matter = open_matter(
        customer=customer,
        kind=REQUEST,
        title=title,
        description=description,
        contact=contact,
        urgent=urgent,
        accountable=by if answer.strip() else accountable,
        next_step=_("Answer the customer"),
        event=taken,
        by=by,
        at=at,
    )
    if answer.strip():
        return close(matter=matter, outcome=DONE, result=answer.strip(), by=by, at=at)
    return matter
