"""Input of leads to values: by hand, from forms and the API, and of what is set up."""

from tandem.journey.leads.forms.leads import (
    COUNTRIES,
    PROBABILITIES,
    AddressForm,
    BriefingForm,
    CardForm,
    LeadForm,
    RatingForm,
    ReasonForm,
)

__all__ = [
    "COUNTRIES",
    "PROBABILITIES",
    "AddressForm",
    "BriefingForm",
    "CardForm",
    "LeadForm",
    "RatingForm",
    "ReasonForm",
]
