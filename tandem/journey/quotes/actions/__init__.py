"""Everything that changes quotes."""

from tandem.journey.quotes.actions.deciding import (
    ProofMissing,
    ReasonMissing,
    SituationMissing,
    follow_up,
    lose,
    win,
)
from tandem.journey.quotes.actions.drafts import (
    Frozen,
    NotNow,
    NotValid,
    add_line,
    new_version,
    remove_line,
    set_line,
    set_terms,
    start,
)
from tandem.journey.quotes.actions.sending import NotReady, judged, preview, send, send_mail_again

__all__ = [
    "Frozen",
    "NotNow",
    "NotReady",
    "NotValid",
    "ProofMissing",
    "ReasonMissing",
    "SituationMissing",
    "add_line",
    "follow_up",
    "judged",
    "lose",
    "new_version",
    "preview",
    "remove_line",
    "send",
    "send_mail_again",
    "set_line",
    "set_terms",
    "start",
    "win",
]
