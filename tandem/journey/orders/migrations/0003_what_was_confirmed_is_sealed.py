"""INV6 seen from outside: a digest of all a confirmed order says, so that a change past the triggers is found.

The columns are named: a later one does not change what an old seal means. A migration that rewrites frozen rows
seals them anew.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION orders_digest(sealed bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        orders.matter_id, orders.version_id, orders.number, orders.title, orders.is_first, orders.reference,
        orders.currency, orders.language, orders.payment, orders.delivery_terms, orders.discount, orders.list_value,
        orders.net, orders.tax, orders.gross, orders.margin, orders.taxes, orders.promised_on, orders.remark,
        orders.pdf_sha256, extract(epoch FROM orders.confirmed_at), orders.confirmed_by_id, orders.sent_to,
        (SELECT jsonb_agg(jsonb_build_array(
            line.position, line.text, line.quantity, line.unit, line.price, line.discount, line.cost,
            line.vat_rate, line.net, line.promised_on) ORDER BY line.position)
         FROM orders_orderline line WHERE line.order_id = orders.id)
    )::text, 'UTF8')), 'hex')
    FROM orders_order orders WHERE orders.id = sealed
$$;
INSERT INTO orders_orderseal (order_id, sha256)
    SELECT id, orders_digest(id) FROM orders_order WHERE confirmed_at IS NOT NULL;
CREATE FUNCTION orders_order_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_orderseal (order_id, sha256) VALUES (NEW.id, orders_digest(NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER orders_order_sealed AFTER UPDATE ON orders_order FOR EACH ROW
    WHEN (OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL) EXECUTE FUNCTION orders_order_sealed();
"""
BACKWARD = """
DROP TRIGGER orders_order_sealed ON orders_order;
DROP FUNCTION orders_order_sealed();
DROP FUNCTION orders_digest(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_confirmed_is_confirmed")]
    operations = [
        migrations.CreateModel(
            name="OrderSeal",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="seal",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
