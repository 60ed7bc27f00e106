"""INV6 held by the database: a version that was sent, and its lines, are never changed or deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION quotes_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    -- Afterwards only its state moves on: accepted, or replaced by a later version.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'
       AND (NEW.state = OLD.state OR (OLD.state = 'sent' AND NEW.state IN ('accepted', 'superseded'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of quote % was sent and stays as it is: a change is a new version.',
        OLD.number, OLD.quote_id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER quotes_version_frozen BEFORE UPDATE OR DELETE ON quotes_quoteversion
    FOR EACH ROW EXECUTE FUNCTION quotes_version_frozen();

CREATE FUNCTION quotes_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen text;
BEGIN
    -- The share lock makes a sending under way wait, or be seen.
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO frozen FROM quotes_quoteversion WHERE id = OLD.version_id FOR SHARE;
        IF frozen <> 'draft' THEN
            RAISE EXCEPTION 'Line % belongs to a version that was sent.', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    END IF;
    SELECT state INTO frozen FROM quotes_quoteversion WHERE id = NEW.version_id FOR SHARE;
    IF frozen <> 'draft' THEN
        RAISE EXCEPTION 'A line cannot be added to a version that was sent.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quotes_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON quotes_quoteline
    FOR EACH ROW EXECUTE FUNCTION quotes_line_frozen();
"""
BACKWARD = """
DROP TRIGGER quotes_line_frozen ON quotes_quoteline;
DROP FUNCTION quotes_line_frozen();
DROP TRIGGER quotes_version_frozen ON quotes_quoteversion;
DROP FUNCTION quotes_version_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
