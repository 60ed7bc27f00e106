"""INV6 held by the database: a confirmed order and its lines stay as they are; only its delivery is noted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_order_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['state', 'delivered_on'];
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.confirmed_at IS NULL OR to_jsonb(NEW) - later = to_jsonb(OLD) - later) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.confirmed_at IS NULL THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'Order % is confirmed and stays as it is.', OLD.number USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER orders_order_frozen BEFORE UPDATE OR DELETE ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_order_frozen();

CREATE FUNCTION orders_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line record;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    PERFORM 1 FROM orders_order
        WHERE (id = line.order_id OR (TG_OP = 'UPDATE' AND id = OLD.order_id)) AND confirmed_at IS NOT NULL FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'The lines of a confirmed order stay as they are.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN line;
END $$;
CREATE TRIGGER orders_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_line_frozen();
"""
BACKWARD = """
DROP TRIGGER orders_line_frozen ON orders_orderline;
DROP FUNCTION orders_line_frozen();
DROP TRIGGER orders_order_frozen ON orders_order;
DROP FUNCTION orders_order_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
