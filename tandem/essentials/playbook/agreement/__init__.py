"""The agreement: the rules and responsibilities in force as a document that both sides acknowledge."""

from tandem.essentials.playbook.agreement.drafting import draw_up
from tandem.essentials.playbook.agreement.reading import (
    MUST_ACKNOWLEDGE,
    changes_since,
    content_for,
    excerpt,
    get_for,
    latest,
    may_publish,
    must_acknowledge,
    reads_whole,
    signatures,
    versions,
    waiting_for,
)
from tandem.essentials.playbook.agreement.text import ADDED, MARKS, REWORDED, Content, Line, Text, Wording

__all__ = [
    "ADDED", "MARKS", "MUST_ACKNOWLEDGE", "REWORDED", "Content", "Line", "Text", "Wording", "changes_since",
    "content_for", "draw_up", "excerpt", "get_for", "latest", "may_publish", "must_acknowledge", "reads_whole",
    "signatures", "versions", "waiting_for",
]  # fmt: skip
