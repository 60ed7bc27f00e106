"""Lines of several kinds, terms in fields, a revision of the draft.

What was sent before stays as it is and keeps its seal (INV6). The frozen rows are rewritten by changing the type of
their columns only, which no trigger sees and which changes no value. The digest reads the old columns as before, and
what is new only where it differs from how it begins: so an old seal still fits, and a new column of an old version
cannot be filled unseen. A later column joins in the same way. `revision` and `typed_by` tell how the draft was worked
on and are no part of what the version says.
"""

from django.db import migrations, models
from django.db.models import Q

INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")

CHOICE = """
ALTER TABLE quotes_quoteline ALTER COLUMN optional TYPE varchar(11)
    USING CASE WHEN optional THEN 'optional' ELSE '' END;
ALTER TABLE quotes_quoteline RENAME COLUMN optional TO choice;
"""
CHOICE_BACK = """
ALTER TABLE quotes_quoteline RENAME COLUMN choice TO optional;
ALTER TABLE quotes_quoteline ALTER COLUMN optional TYPE boolean USING optional = 'optional';
"""

DIGEST = """
CREATE OR REPLACE FUNCTION quotes_digest(sealed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to((
        jsonb_build_array(
            quote.number, quote.currency, version.number, version.note, version.language, version.introduction,
            version.valid_until, version.payment, version.delivery, version.discount, version.list_value, version.net,
            version.tax, version.gross, version.cost, version.margin, version.taxes, version.pdf_sha256,
            extract(epoch FROM version.sent_at), version.sent_by_id, version.sent_to,
            (SELECT jsonb_agg(
                jsonb_build_array(
                    line.position, line.text,
                    -- Three decimals were kept, and the digest reads them as they were written.
                    CASE WHEN line.quantity = round(line.quantity, 3) THEN round(line.quantity, 3)
                         ELSE line.quantity END,
                    line.unit, line.price, line.discount, line.cost, line.vat_rate, line.delivery,
                    line.choice = 'optional')
                || (SELECT coalesce(jsonb_agg(more), '[]') FROM jsonb_strip_nulls(jsonb_build_object(
                        'kind', nullif(line.kind, 'item'),
                        'choice', nullif(nullif(line.choice, 'optional'), ''),
                        'price_note', nullif(line.price_note, ''),
                        'delivery_on', line.delivery_on)) more
                    WHERE more <> '{}')
                ORDER BY line.position)
             FROM quotes_quoteline line WHERE line.version_id = version.id))
        || (SELECT coalesce(jsonb_agg(more), '[]') FROM jsonb_strip_nulls(jsonb_build_object(
                'incoterm', nullif(version.incoterm, ''),
                'incoterm_place', nullif(version.incoterm_place, ''),
                'warranty', nullif(version.warranty, ''),
                'decide_on', version.decide_on)) more
            WHERE more <> '{}')
    )::text, 'UTF8')), 'hex')
    FROM quotes_quoteversion version JOIN quotes_quote quote ON quote.id = version.quote_id
    WHERE version.id = sealed
$$;
"""
DIGEST_BACK = """
CREATE OR REPLACE FUNCTION quotes_digest(sealed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        quote.number, quote.currency, version.number, version.note, version.language, version.introduction,
        version.valid_until, version.payment, version.delivery, version.discount, version.list_value, version.net,
        version.tax, version.gross, version.cost, version.margin, version.taxes, version.pdf_sha256,
        extract(epoch FROM version.sent_at), version.sent_by_id, version.sent_to,
        (SELECT jsonb_agg(jsonb_build_array(
            line.position, line.text, line.quantity, line.unit, line.price, line.discount, line.cost,
            line.vat_rate, line.delivery, line.optional) ORDER BY line.position)
         FROM quotes_quoteline line WHERE line.version_id = version.id)
    )::text, 'UTF8')), 'hex')
    FROM quotes_quoteversion version JOIN quotes_quote quote ON quote.id = version.quote_id
    WHERE version.id = sealed
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0004_copy_to_inside_to_start_with")]
    operations = [
        # Taken back last: the old function names the old columns, and is written only when they are there again.
        migrations.RunSQL(migrations.RunSQL.noop, DIGEST_BACK),
        migrations.RunSQL(
            CHOICE,
            CHOICE_BACK,
            state_operations=[
                migrations.RemoveField("quoteline", "optional"),
                migrations.AddField(
                    "quoteline", "choice", models.CharField(blank=True, default="", max_length=11)
                ),
            ],
        ),
        migrations.AddField("quoteline", "kind", models.CharField(default="item", max_length=10)),
        migrations.AddField(
            "quoteline", "price_note", models.CharField(blank=True, default="", max_length=120)
        ),
        migrations.AddField("quoteline", "delivery_on", models.DateField(blank=True, null=True)),
        migrations.AddField("quoteline", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("quoteline", "typed_by", models.JSONField(blank=True, default=dict)),
        migrations.AlterField(
            "quoteline", "quantity", models.DecimalField(decimal_places=4, default=1, max_digits=11)
        ),
        migrations.AddField(
            "quoteversion", "incoterm", models.CharField(blank=True, default="", max_length=3)
        ),
        migrations.AddField(
            "quoteversion", "incoterm_place", models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.AddField(
            "quoteversion", "warranty", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField("quoteversion", "decide_on", models.DateField(blank=True, null=True)),
        migrations.AddField("quoteversion", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField("quoteversion", "typed_by", models.JSONField(blank=True, default=dict)),
        migrations.RemoveConstraint("quoteline", "line_price_is_not_negative"),
        migrations.AddConstraint(
            "quoteline",
            models.CheckConstraint(
                name="line_kind_is_known", condition=Q(kind__in=["item", "text", "section", "page_break"])
            ),
        ),
        migrations.AddConstraint(
            "quoteline",
            models.CheckConstraint(
                name="line_choice_is_known", condition=Q(choice__in=["", "optional", "alternative"])
            ),
        ),
        migrations.AddConstraint(
            "quoteline",
            models.CheckConstraint(
                name="only_items_carry_money",
                condition=Q(kind="item")
                | Q(choice="", price=0, discount=0, cost=None, vat_rate=0, delivery="", price_note=""),
            ),
        ),
        migrations.AddConstraint(
            "quoteline",
            models.CheckConstraint(
                name="line_below_zero_is_a_rebate",
                condition=Q(price__gte=0) | Q(choice="", discount=0),
            ),
        ),
        migrations.AddConstraint(
            "quoteversion",
            models.CheckConstraint(
                name="version_incoterm_is_known", condition=Q(incoterm="") | Q(incoterm__in=INCOTERMS)
            ),
        ),
        migrations.RunSQL(DIGEST, migrations.RunSQL.noop),
    ]
