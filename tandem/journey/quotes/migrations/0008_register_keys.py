"""The database repeats beside a quote whose it is; and what stands there already gets its sums."""

from django.db import migrations

FORWARD = """
-- Whose a quote is, beside it: the register filters and sums by it without two wide tables.
CREATE FUNCTION quotes_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT matter.customer_id, matter.accountable_id, customer.tandem_id, customer.klass
      INTO NEW.customer_key, NEW.person_key, NEW.tandem_key, NEW.class_key
      FROM teamwork_matter matter JOIN customers_customer customer ON customer.id = matter.customer_id
     WHERE matter.id = NEW.matter_id;
    RETURN NEW;
END $$;
CREATE TRIGGER quotes_keys BEFORE INSERT OR UPDATE ON quotes_quote
    FOR EACH ROW EXECUTE FUNCTION quotes_keys();

-- The update lets the trigger above look them up anew.
CREATE FUNCTION quotes_follow_matter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE quotes_quote SET person_key = NEW.accountable_id WHERE matter_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER quotes_follow_matter AFTER UPDATE ON teamwork_matter FOR EACH ROW
    WHEN (OLD.accountable_id IS DISTINCT FROM NEW.accountable_id OR OLD.customer_id <> NEW.customer_id)
    EXECUTE FUNCTION quotes_follow_matter();

CREATE FUNCTION quotes_follow_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE quotes_quote SET tandem_key = NEW.tandem_id, class_key = NEW.klass WHERE customer_key = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER quotes_follow_customer AFTER UPDATE ON customers_customer FOR EACH ROW
    WHEN (OLD.tandem_id <> NEW.tandem_id OR OLD.klass <> NEW.klass) EXECUTE FUNCTION quotes_follow_customer();

-- What stands there already. Of a draft the lines are summed, of the others their version has been.
UPDATE quotes_quote quote
   SET list_value = coalesce(held.list_value, summed.list_value, 0),
       margin = CASE WHEN held.list_value IS NOT NULL THEN held.margin
                     WHEN summed.unknown = 0 THEN quote.net - summed.cost END,
       quantity = coalesce(summed.quantity, 0)
  FROM quotes_quoteversion held
  LEFT JOIN LATERAL (
       SELECT sum(round(line.quantity * line.price, 2)) AS list_value, sum(line.quantity) AS quantity,
              sum(round(line.quantity * line.cost, 2)) AS cost,
              count(*) FILTER (WHERE line.cost IS NULL) AS unknown
         FROM quotes_quoteline line WHERE line.version_id = held.id AND line.kind = 'item' AND line.choice = ''
  ) summed ON true
 WHERE held.quote_id = quote.id
   AND ((quote.state = 'draft' AND held.state = 'draft') OR held.state IN ('sent', 'accepted'));
"""
BACKWARD = """
DROP TRIGGER quotes_follow_customer ON customers_customer;
DROP FUNCTION quotes_follow_customer();
DROP TRIGGER quotes_follow_matter ON teamwork_matter;
DROP FUNCTION quotes_follow_matter();
DROP TRIGGER quotes_keys ON quotes_quote;
DROP FUNCTION quotes_keys();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0007_register"),
        ("customers", "0005_keys_of_those_who_are_there"),
        ("teamwork", "0006_ticks_and_notices"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
