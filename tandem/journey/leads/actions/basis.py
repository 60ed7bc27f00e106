"""What an enquiry by a form says of the legal basis, where the company has said so for this form (S1.6).

A consent that was ticked holds for the channels that its text covered when it was shown; an enquiry may count as the
wish to be called about it. An objection on record stays as it is: the lead shows the contradiction to a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.essentials.consent import actions as consent
from tandem.essentials.consent import bases
from tandem.essentials.consent import queries as known
from tandem.essentials.consent.models import CALL, CHANNELS, CONSENT, PRESUMED
from tandem.essentials.customers.models import Contact
from tandem.journey.leads.models import Enquiry, Lead

# What a form may have said of somebody, and what became of it.
STATED, AGAINST, NOT_THEIRS = "stated", "against", "not_theirs"


@dataclass(frozen=True, slots=True)
class Said:
    """What the enquiry says: on which basis, by which channel, in which words."""

    kind: str
    channel: str
    words: str


def state_from(enquiry: Enquiry, lead: Lead, *, is_new: bool, at: datetime) -> None:
    """State the basis that an enquiry gives, with its proof, and note at the lead what became of each.

    Of a contact whom we knew before only where the address that was typed is theirs: anybody can type a name.
    """
    contact = lead.matter.contact
    said = list(_said(enquiry))
    if contact is None or not said:
        return
    outcome: dict[str, list[str]] = {STATED: [], AGAINST: [], NOT_THEIRS: []}
    proof: File | None = None
    for one in said:
        if not is_new and not _is_theirs(contact, enquiry.values):
            outcome[NOT_THEIRS].append(one.channel)
        elif known.basis(contact, one.channel, at).standing == bases.OBJECTED:
            outcome[AGAINST].append(one.channel)
        else:
            proof = proof or _proof(enquiry, at=at)
            consent.state(
                about=contact, kind=one.kind, channel=one.channel, words=one.words, source="form",
                happened_at=enquiry.received_at, proof=proof, by=None, at=at,
            )  # fmt: skip
            outcome[STATED].append(one.channel)
    lead.payload = {**lead.payload, "basis": {key: channels for key, channels in outcome.items() if channels}}
    lead.save(update_fields=["payload"])


def _said(enquiry: Enquiry) -> Iterator[Said]:
    """By what was shown and set when it came in, not by what the form says now."""
    shown: Mapping[str, Any] = enquiry.shown.get("consent") or {}
    covers = [one for one in CHANNELS if one in shown.get("covers", ())]
    ticked = covers if shown.get("given") and shown.get("is_known") and shown.get("text") else []
    for channel in ticked:
        yield Said(CONSENT, channel, str(shown["text"]))
    if enquiry.shown.get("is_wish") and CALL not in ticked:
        with translation.override(_language(enquiry)):
            words = _("Asked by “%(form)s” to be called about this enquiry.") % {"form": enquiry.came_by}
        yield Said(PRESUMED, CALL, words)


def _is_theirs(contact: Contact, values: Mapping[str, Any]) -> bool:
    written = [str(value).casefold() for _kind, value, _label in values.get("lines", []) if "@" in value]
    known_here = contact.channels.filter(kind="email").values_list("value", flat=True)
    return any(value.casefold() in written for value in known_here)


def _proof(enquiry: Enquiry, *, at: datetime) -> File:
    """The paper that shows the consent: which words, which version of them, when, by which form, who typed what."""
    shown: Mapping[str, Any] = enquiry.shown.get("consent") or {}
    with translation.override(_language(enquiry)):
        moment = timezone.localtime(enquiry.received_at)
        who = " ".join(filter(None, (enquiry.values.get("first_name"), enquiry.values.get("last_name"))))
        values = {
            _("Form"): enquiry.came_by,
            _("Page"): enquiry.shown.get("page"),
            _("Received at"): moment.isoformat(timespec="seconds"),
            _("Enquiry"): enquiry.public_id,
            _("Company"): enquiry.values.get("company"),
            _("Name"): who,
            _("Reached by"): ", ".join(value for _kind, value, _label in enquiry.values.get("lines", [])),
            _("Box ticked"): _("yes") if shown.get("given") else _("no"),
            _("Version of the text"): shown.get("mark"),
        }
        lines = [f"{label}: {value or '–'}" for label, value in values.items()]
        lines += ["", str(shown.get("text") or _("No consent text was shown."))]
        name = _("proof-%(day)s.txt") % {"day": moment.date().isoformat()}
    content = "\n".join(lines).encode()
    return files.store(content=content, name=name, content_type="text/plain; charset=utf-8", by=None, at=at)


def _language(enquiry: Enquiry) -> str:
    return "en" if enquiry.shown.get("language") == "en" else "de"
