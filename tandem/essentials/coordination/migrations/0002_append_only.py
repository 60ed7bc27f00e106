"""Escalations never change, and no level is skipped: held by the database (INV4). Customers' words are found by date."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION coordination_escalation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A customer that was merged takes its matters along.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'customer_id' = to_jsonb(OLD) - 'customer_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Escalation % stays: whether it is still on is seen from what it is about.', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER coordination_escalation_stays BEFORE UPDATE OR DELETE ON coordination_escalation
    FOR EACH ROW EXECUTE FUNCTION coordination_escalation_stays();
CREATE FUNCTION coordination_no_level_skipped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM coordination_escalation
    WHERE (kind, thing_id, missed_at, level) = (NEW.kind, NEW.thing_id, NEW.missed_at, NEW.level - 1);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Level % of % % comes after the one below it.', NEW.level, NEW.kind, NEW.thing_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coordination_no_level_skipped BEFORE INSERT ON coordination_escalation
    FOR EACH ROW WHEN (NEW.level > 0) EXECUTE FUNCTION coordination_no_level_skipped();
CREATE INDEX coordination_words ON journal_entry (at) WHERE type = 'teamwork.noted';
"""
BACKWARD = """
DROP INDEX coordination_words;
DROP TRIGGER coordination_no_level_skipped ON coordination_escalation;
DROP FUNCTION coordination_no_level_skipped();
DROP TRIGGER coordination_escalation_stays ON coordination_escalation;
DROP FUNCTION coordination_escalation_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_escalations"), ("journal", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
