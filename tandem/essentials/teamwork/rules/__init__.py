"""The rules that teamwork knows: who speaks with a customer and when, and until when colleagues answer each other."""

from tandem.essentials.teamwork.rules.acts import ContactCustomer, told_by
from tandem.essentials.teamwork.rules.contact import (
    BlockedWhile,
    ConsultationFirst,
    ContactRhythm,
    WhoContacts,
    ask_url,
    voice_for,
)
from tandem.essentials.teamwork.rules.deadlines import (
    AT_ONCE,
    WHEN_ACCEPTED,
    HandoverAcceptance,
    HandoverAnswer,
    QuestionAnswer,
    RequestAnswer,
)
from tandem.essentials.teamwork.rules.legal import LegalBasis, asks_basis, asks_basis_at, asks_basis_here

__all__ = [
    "AT_ONCE",
    "WHEN_ACCEPTED",
    "BlockedWhile",
    "ConsultationFirst",
    "ContactCustomer",
    "ContactRhythm",
    "HandoverAcceptance",
    "HandoverAnswer",
    "LegalBasis",
    "QuestionAnswer",
    "RequestAnswer",
    "WhoContacts",
    "ask_url",
    "asks_basis",
    "asks_basis_at",
    "asks_basis_here",
    "told_by",
    "voice_for",
]
