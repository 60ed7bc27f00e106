"""What an enquiry said of the legal basis and what stands against it: for a person to see, never settled by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tandem.essentials.consent import bases
from tandem.essentials.consent import queries as consent
from tandem.essentials.consent.models import CHANNELS
from tandem.essentials.customers import reach
from tandem.essentials.customers.models import Contact
from tandem.journey.leads.actions.basis import AGAINST, NOT_THEIRS
from tandem.journey.leads.models import Lead


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One sentence, and where it is looked into."""

    words: str
    url: str


def of(lead: Lead, *, at: datetime) -> list[Contradiction]:
    """What a lead's enquiry said and nobody has settled yet. A query a channel, and none for most leads."""
    noted, contact = lead.payload.get("basis") or {}, lead.matter.contact
    if contact is None:
        return []
    url = reach.sheet_url(contact.pk)
    found = [
        Contradiction(words=words, url=url) for words in _against(noted.get(AGAINST, ()), contact, at=at)
    ]
    foreign = [str(CHANNELS[one]) for one in noted.get(NOT_THEIRS, ()) if one in CHANNELS]
    if foreign and not consent.history(contact):
        words = _(
            "The form spoke for %(name)s (%(what)s), but the e-mail address is not theirs in our file. It was not taken"
            " as a legal basis: ask whether it was them."
        ) % {"name": contact.full_name, "what": ", ".join(foreign)}
        found.append(Contradiction(words=words, url=url))
    return found


def _against(channels: list[str], contact: Contact, *, at: datetime) -> list[str]:
    said = []
    for channel in channels:
        basis = consent.basis(contact, channel, at) if channel in CHANNELS else None
        if basis is not None and basis.standing == bases.OBJECTED:
            words = {"name": contact.full_name, "what": CHANNELS[channel], "why": basis.words}
            said.append(
                _("%(name)s has agreed by the form (%(what)s). On record stands: %(why)s The objection stays until you"
                  " have asked.") % words
            )  # fmt: skip
    return said
