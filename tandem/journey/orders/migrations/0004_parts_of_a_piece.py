"""Quantities with four decimals, as quotes have them: 0.3333 pieces.

What was confirmed keeps its seal (INV6): the digest reads a quantity that needs only three decimals as before.
"""

from django.db import migrations, models

_DIGEST = """
CREATE OR REPLACE FUNCTION orders_digest(sealed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        orders.matter_id, orders.version_id, orders.number, orders.title, orders.is_first, orders.reference,
        orders.currency, orders.language, orders.payment, orders.delivery_terms, orders.discount, orders.list_value,
        orders.net, orders.tax, orders.gross, orders.margin, orders.taxes, orders.promised_on, orders.remark,
        orders.pdf_sha256, extract(epoch FROM orders.confirmed_at), orders.confirmed_by_id, orders.sent_to,
        (SELECT jsonb_agg(jsonb_build_array(
            line.position, line.text, {quantity}, line.unit, line.price, line.discount, line.cost,
            line.vat_rate, line.net, line.promised_on) ORDER BY line.position)
         FROM orders_orderline line WHERE line.order_id = orders.id)
    )::text, 'UTF8')), 'hex')
    FROM orders_order orders WHERE orders.id = sealed
$$;
"""
FORWARD = _DIGEST.format(
    quantity="""CASE WHEN line.quantity = round(line.quantity, 3)
                THEN round(line.quantity, 3) ELSE line.quantity END"""
)
BACKWARD = _DIGEST.format(quantity="line.quantity")


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_what_was_confirmed_is_sealed")]
    operations = [
        migrations.AlterField("orderline", "quantity", models.DecimalField(decimal_places=4, max_digits=11)),
        # The Incoterm with its place joins the terms in words.
        migrations.AlterField(
            "order", "delivery_terms", models.CharField(blank=True, default="", max_length=320)
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
