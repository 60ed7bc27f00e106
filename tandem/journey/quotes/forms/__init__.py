"""What people type into quotes, as values."""

from tandem.journey.quotes.forms.asking import AnswerOnQuoteForm, AskOnQuoteForm, MailLinkForm
from tandem.journey.quotes.forms.by_link import AcceptForm, AnswerByLinkForm, AskForm, DeclineForm
from tandem.journey.quotes.forms.quotes import (
    LINE_AMOUNTS,
    LINE_WORDS,
    TERMS,
    FollowUpForm,
    LoseForm,
    SendForm,
    StartForm,
    WinForm,
    amount,
    line_field,
    places_of,
    price_shown,
    shown,
    terms_field,
)

__all__ = [
    "LINE_AMOUNTS",
    "LINE_WORDS",
    "TERMS",
    "AcceptForm",
    "AnswerByLinkForm",
    "AnswerOnQuoteForm",
    "AskForm",
    "AskOnQuoteForm",
    "DeclineForm",
    "FollowUpForm",
    "LoseForm",
    "MailLinkForm",
    "SendForm",
    "StartForm",
    "WinForm",
    "amount",
    "line_field",
    "places_of",
    "price_shown",
    "shown",
    "terms_field",
]
