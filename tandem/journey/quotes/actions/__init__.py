"""Everything that changes quotes."""

from tandem.journey.quotes.actions.deciding import (
    ProofMissing,
    ReasonMissing,
    SituationMissing,
    follow_up,
    lose,
    win,
)
from tandem.journey.quotes.actions.drafts import new_version, start
from tandem.journey.quotes.actions.holding import Frozen, NotNow, NotValid, Overtaken
from tandem.journey.quotes.actions.lines import (
    Change,
    NewLine,
    add_line,
    add_lines,
    duplicate_line,
    edit_line,
    move_line,
    remove_line,
    set_kind,
    set_line,
    take_back,
)
from tandem.journey.quotes.actions.sending import NotReady, judged, preview, send, send_mail_again
from tandem.journey.quotes.actions.sources import (
    copy_quote,
    copy_requirement,
    copy_template,
    keep_as_template,
)
from tandem.journey.quotes.actions.terms import edit_terms, set_terms

__all__ = [
    "Change",
    "Frozen",
    "NewLine",
    "NotNow",
    "NotReady",
    "NotValid",
    "Overtaken",
    "ProofMissing",
    "ReasonMissing",
    "SituationMissing",
    "add_line",
    "add_lines",
    "copy_quote",
    "copy_requirement",
    "copy_template",
    "duplicate_line",
    "edit_line",
    "edit_terms",
    "follow_up",
    "judged",
    "keep_as_template",
    "lose",
    "move_line",
    "new_version",
    "preview",
    "remove_line",
    "send",
    "send_mail_again",
    "set_kind",
    "set_line",
    "set_terms",
    "start",
    "take_back",
    "win",
]
