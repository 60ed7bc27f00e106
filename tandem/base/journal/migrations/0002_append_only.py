"""The journal is append-only by the database's own hand; only journal_shed may blank personal data."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('tandem.shedding', true) = 'on'
       AND (NEW.id, NEW.at, NEW.type, NEW.side, NEW.lane) = (OLD.id, OLD.at, OLD.type, OLD.side, OLD.lane)
       AND NEW.customer_id IS NOT DISTINCT FROM OLD.customer_id
       AND NEW.matter_id IS NOT DISTINCT FROM OLD.matter_id
       AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is append-only: a correction is a new entry.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
CREATE FUNCTION journal_shed(entry bigint, lighter jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('tandem.shedding', 'on', true);
    UPDATE journal_entry SET data = lighter WHERE id = entry;
    PERFORM set_config('tandem.shedding', 'off', true);
END $$;
"""
BACKWARD = """
DROP TRIGGER journal_no_truncate ON journal_entry;
DROP TRIGGER journal_no_change ON journal_entry;
DROP FUNCTION journal_append_only();
DROP FUNCTION journal_shed(bigint, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
