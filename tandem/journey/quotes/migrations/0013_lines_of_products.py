"""Lines that are products, with what the price lists said of them.

The digest reads the two new columns only where they differ from how they begin: old seals stay valid, and a product
cannot be put into a line that was sent unseen.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

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
                        'delivery_on', line.delivery_on__MORE__)) more
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
FORWARD = DIGEST.replace(
    "__MORE__",
    """,
                        'product', line.product_id,
                        'priced', nullif(line.priced, '{}'::jsonb)""",
)
BACKWARD = DIGEST.replace("__MORE__", "")


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0002_units_and_tax_rates"),
        ("quotes", "0012_mail_texts"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, BACKWARD),
        migrations.AddField(
            "quoteline",
            "product",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="products.product",
            ),
        ),
        migrations.AddField("quoteline", "priced", models.JSONField(blank=True, default=dict)),
        migrations.AddConstraint(
            "quoteline",
            models.CheckConstraint(
                name="only_items_are_products", condition=Q(kind="item") | Q(product=None, priced={})
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
