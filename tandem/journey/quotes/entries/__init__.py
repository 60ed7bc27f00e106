"""What this room writes into the journal."""

from tandem.journey.quotes.entries.by_link import (
    AnsweredByLink,
    CustomerAccepted,
    CustomerAnswered,
    CustomerAsked,
    CustomerDeclined,
    CustomerMailed,
    LinkChanged,
    QuestionMailed,
    QuestionOnQuote,
)
from tandem.journey.quotes.entries.quotes import (
    CameFromErp,
    ErpChanged,
    FollowedUp,
    FollowUpMoved,
    MailAgain,
    QuoteLost,
    QuoteSent,
    QuoteStarted,
    QuoteWon,
    VersionBegun,
)

__all__ = [
    "AnsweredByLink",
    "CameFromErp",
    "CustomerAccepted",
    "CustomerAnswered",
    "CustomerAsked",
    "CustomerDeclined",
    "CustomerMailed",
    "ErpChanged",
    "FollowUpMoved",
    "FollowedUp",
    "LinkChanged",
    "MailAgain",
    "QuestionMailed",
    "QuestionOnQuote",
    "QuoteLost",
    "QuoteSent",
    "QuoteStarted",
    "QuoteWon",
    "VersionBegun",
]
