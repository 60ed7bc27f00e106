"""What must hold for quotes: exact money (INV5), sent is sent (INV6), numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tandem.base.tools import checks
from tandem.journey.quotes import queries
from tandem.journey.quotes.models import DRAFT, QuoteVersion


def _sums() -> Iterator[checks.Violation]:
    """Stored sums equal the lines, to the cent."""
    frozen = (
        QuoteVersion.objects.exclude(state=DRAFT)
        .exclude(from_erp=True)
        .prefetch_related("lines")
        .select_related("quote")
    )
    for version in frozen.order_by("pk").iterator(chunk_size=500):
        lines = sorted(version.lines.all(), key=lambda line: line.position)
        sums = queries.totals_of_lines(version, lines)
        stored_tax = [[Decimal(rate), Decimal(net), Decimal(tax)] for rate, net, tax in version.taxes]
        worked_out = [[entry.rate, entry.net, entry.tax] for entry in sums.taxes]
        stored = (version.list_value, version.net, version.tax, version.gross, stored_tax)
        if stored != (sums.list_value, sums.net, sums.tax, sums.gross, worked_out):
            yield checks.Violation(
                invariant="INV5",
                record=f"quote version {version.pk}",
                sentence=f"{version.quote.label} V{version.number}: the stored sums differ from the lines.",
            )


checks.register(
    checks.guards(
        invariant="INV6",
        table="quotes_quoteversion",
        triggers=("quotes_version_frozen", "quotes_version_sealed"),
    ),
    checks.guards(invariant="INV6", table="quotes_quoteline", triggers=("quotes_line_frozen",)),
    checks.guards(invariant="INV6", table="quotes_customerdecision", triggers=("quotes_decision_sealed",)),
    checks.guards(invariant="INV6", table="quotes_customerquestion", triggers=("quotes_answer_stays",)),
    checks.Check(invariant="INV5", name="quote sums", find=_sums),
    checks.sql(
        invariant="INV6",
        name="customer decision",
        query="""
            SELECT told.id, quote.number, version.number
            FROM quotes_customerdecision told
            JOIN quotes_quoteversion version ON version.id = told.version_id
            JOIN quotes_quote quote ON quote.id = version.quote_id
            WHERE told.seal <> quotes_decision_digest(told) OR told.pdf_sha256 <> version.pdf_sha256
               OR (told.decision = 'accepted') <> (version.state = 'accepted' AND told.decision = 'accepted')
            ORDER BY told.id
        """,
        sentence="{1} V{2}: what the customer decided by link is not what was kept, or the quote says something else.",
    ),
    checks.sql(
        invariant="INV6",
        name="quote document",
        query="""
            SELECT version.id, quote.number, version.number
            FROM quotes_quoteversion version
            JOIN quotes_quote quote ON quote.id = version.quote_id
            LEFT JOIN files_file file ON file.id = version.pdf_id
            LEFT JOIN files_blob blob ON blob.sha256 = file.blob_id
            WHERE version.state <> 'draft' AND NOT (version.from_erp AND version.pdf_id IS NULL) AND (
                blob.sha256 IS NULL OR blob.sha256 <> version.pdf_sha256
                OR encode(sha256(blob.content), 'hex') <> version.pdf_sha256)
            ORDER BY version.id
        """,
        sentence="{1} V{2}: the stored document is not the one that was sent.",
    ),
    checks.sql(
        invariant="INV6",
        name="quote content",
        query="""
            SELECT version.id, quote.number, version.number
            FROM quotes_quoteversion version
            JOIN quotes_quote quote ON quote.id = version.quote_id
            LEFT JOIN quotes_quoteseal seal ON seal.version_id = version.id
            WHERE version.state <> 'draft' AND seal.sha256 IS DISTINCT FROM quotes_digest(version.id)
            ORDER BY version.id
        """,
        sentence="{1} V{2}: it no longer says what it said when it was sent.",
    ),
    checks.sql(
        invariant="INV6",
        name="quote state",
        query="""
            SELECT quote.id, coalesce(quote.number, quote.title), quote.state
            FROM quotes_quote quote
            LEFT JOIN quotes_quoteversion valid ON valid.quote_id = quote.id AND valid.state IN ('sent',
            'accepted')
            LEFT JOIN quotes_followup waiting ON waiting.quote_id = quote.id AND waiting.done_at IS NULL
            WHERE (quote.state = 'draft') <> (valid.id IS NULL)
               OR (quote.state = 'won') <> (valid.state IS NOT DISTINCT FROM 'accepted')
               OR (quote.state <> 'draft' AND quote.net IS DISTINCT FROM valid.net)
               OR quote.follow_up_at IS DISTINCT FROM waiting.due_at
            ORDER BY quote.id
        """,
        sentence="{1} ({2}): the quote says something else than its versions and follow-ups.",
    ),
    checks.sql(
        invariant="INV5",
        name="what quotes repeat",
        query="""
            SELECT quote.id, coalesce(quote.number, quote.title)
            FROM quotes_quote quote
            JOIN teamwork_matter matter ON matter.id = quote.matter_id
            JOIN customers_customer customer ON customer.id = matter.customer_id
            LEFT JOIN quotes_quoteversion valid ON valid.quote_id = quote.id AND valid.state IN ('sent', 'accepted')
            WHERE (quote.customer_key, quote.person_key, quote.tandem_key, quote.class_key)
                  IS DISTINCT FROM (matter.customer_id, matter.accountable_id, customer.tandem_id, customer.klass)
               OR (valid.id IS NOT NULL
                   AND (quote.list_value, quote.margin) IS DISTINCT FROM (valid.list_value, valid.margin))
            ORDER BY quote.id
        """,
        sentence="{1}: what the register repeats of it is not what its matter, customer and version say.",
    ),
    checks.guards(invariant="INV5", table="quotes_quote", triggers=("quotes_keys",)),
    # Earlier rooms have guards of their own on these two.
    *(
        replace(
            checks.guards(invariant="INV5", table=table, triggers=(trigger,)), name=f"quotes beside {table}"
        )
        for table, trigger in (
            ("teamwork_matter", "quotes_follow_matter"),
            ("customers_customer", "quotes_follow_customer"),
        )
    ),
    checks.sql(
        invariant="INV6",
        name="quote numbers",
        query="""
            SELECT held.year, held.last, count(quote.id)
            FROM tools_numberrange held
            LEFT JOIN quotes_quote quote ON quote.year = held.year
            WHERE held.kind = 'quote'
            GROUP BY held.year, held.last
            HAVING count(quote.id) <> held.last - coalesce(min(quote.serial), 1) + 1 OR max(quote.serial) <>
            held.last
        """,
        sentence="Quote numbers of {0}: {2} quotes, but numbers up to {1} were drawn.",
    ),
    checks.sql(
        invariant="INV1",
        name="open quote in a closed matter",
        query="""
            SELECT quote.id, coalesce(quote.number, quote.title)
            FROM quotes_quote quote JOIN teamwork_matter matter ON matter.id = quote.matter_id
            WHERE quote.state = 'open' AND matter.closed_at IS NOT NULL ORDER BY quote.id
        """,
        sentence="{1} is open, but its matter is closed: nobody has its turn.",
    ),
)
