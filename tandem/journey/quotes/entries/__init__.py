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
    FollowedUp,
    MailAgain,
    QuoteLost,
    QuoteSent,
    QuoteStarted,
    QuoteWon,
    VersionBegun,
)

__all__ = [
    "AnsweredByLink",
    "CustomerAccepted",
    "CustomerAnswered",
    "CustomerAsked",
    "CustomerDeclined",
    "CustomerMailed",
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
