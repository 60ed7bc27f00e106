"""What the page of a quote shows of its questions and of its customer's link."""

from __future__ import annotations

from typing import Any

from tandem.base.links import queries as links
from tandem.journey.quotes import questions
from tandem.journey.quotes.models import SENT, Quote, QuoteVersion


def of(quote: Quote, versions: list[QuoteVersion]) -> dict[str, Any]:
    """The questions with who asks whom, the lines they are open on, and the link to what is with the customer."""
    asked = questions.of(quote)
    # Who was sent nothing has no link and asks nothing by it.
    theirs = questions.of_customer(quote) if quote.number else []
    valid = next((version for version in versions if version.state == SENT), None)
    decided = next((version for version in versions if hasattr(version, "decision")), None)
    decision = decided.decision if decided is not None else None
    newest = versions[0]
    mails = [
        newest.mail,
        newest.copy_mail,
        decision.mail if decision is not None else None,
        *(one.mail for one in theirs),
    ]
    return {
        "asked": asked,
        "asked_by_customer": theirs,
        "open_questions": sum(one.is_open for one in asked) + sum(one.is_open for one in theirs),
        "troubled": [mail for mail in mails if mail is not None and mail.is_in_trouble],
        "unclear": questions.marked(asked),
        "valid": valid,
        "customer_link": links.newest(questions.CUSTOMER_PAGE, [valid.pk]).get(valid.pk) if valid else None,
        "customer_decision": decision,
    }
