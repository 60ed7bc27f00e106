"""Whether a version is out, and what somebody who answers has looked at."""

from __future__ import annotations

from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.journey.quotes import approving, queries
from tandem.journey.quotes.models import DRAFT, QuoteVersion


def seen_of(version: QuoteVersion) -> str:
    lines = queries.lines_of(version)
    version = QuoteVersion.objects.select_related("quote__matter").get(pk=version.pk)
    return approving.digest_of(version, lines, queries.totals_of_lines(version, lines))


def is_out(version: QuoteVersion) -> bool:
    return (
        QuoteVersion.objects.get(pk=version.pk).state != DRAFT
        or OutgoingMail.objects.exists()
        or Entry.objects.filter(type="quotes.sent").exists()
    )
