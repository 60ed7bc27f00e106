"""What the page of a quote shows of its questions and of its customer's link."""

from __future__ import annotations

from typing import Any

from tandem.base.links import queries as links
from tandem.journey.quotes import questions
from tandem.journey.quotes.models import SENT, Quote, QuoteVersion


def of(quote: Quote, versions: list[QuoteVersion]) -> dict[str, Any]:
    """The questions with who asks whom, the lines they are open on, and the link to what is with the customer."""
    asked = questions.of(quote)
    valid = next((version for version in versions if version.state == SENT), None)
    decided = next((version for version in versions if hasattr(version, "decision")), None)
    return {
        "asked": asked,
        "open_questions": sum(one.is_open for one in asked),
        "unclear": questions.marked(asked),
        "valid": valid,
        "customer_link": links.newest(questions.CUSTOMER_PAGE, [valid.pk]).get(valid.pk) if valid else None,
        "customer_decision": decided.decision if decided is not None else None,
    }
