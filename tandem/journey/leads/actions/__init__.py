"""Everything that changes a lead, and what brings leads in: forms, keys, enquiries, campaigns, weights."""

from tandem.journey.leads.actions.campaigns import CampaignIncomplete, keep_campaign
from tandem.journey.leads.actions.incoming import (
    Arrival,
    NotDecided,
    SameKeyOtherContent,
    TooManyPosts,
    count_post,
    decide,
    drop,
    forget,
    receive,
)
from tandem.journey.leads.actions.leads import (
    LeadIncomplete,
    NoOutwardSeat,
    Person,
    WrongStage,
    accept_lead,
    check,
    listen,
    release,
    release_of,
    return_lead,
    take_in,
)
from tandem.journey.leads.actions.web_forms import (
    FormIncomplete,
    close_form,
    keep_form,
    make_key,
    revoke_key,
    use_key,
)
from tandem.journey.leads.actions.weights import WeightsRefused, set_weights

__all__ = [
    "Arrival",
    "CampaignIncomplete",
    "FormIncomplete",
    "LeadIncomplete",
    "NoOutwardSeat",
    "NotDecided",
    "Person",
    "SameKeyOtherContent",
    "TooManyPosts",
    "WeightsRefused",
    "WrongStage",
    "accept_lead",
    "check",
    "close_form",
    "count_post",
    "decide",
    "drop",
    "forget",
    "keep_campaign",
    "keep_form",
    "listen",
    "make_key",
    "receive",
    "release",
    "release_of",
    "return_lead",
    "revoke_key",
    "set_weights",
    "take_in",
    "use_key",
]
