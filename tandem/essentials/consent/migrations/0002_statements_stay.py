"""A statement is never changed and never deleted: held by the database. Taken back once; a merge takes it along."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION consent_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - ARRAY['contact_id', 'customer_id', 'taken_back_at', 'taken_back_by_id']
          = to_jsonb(OLD) - ARRAY['contact_id', 'customer_id', 'taken_back_at', 'taken_back_by_id']
        AND (OLD.taken_back_at IS NULL OR NEW.taken_back_at = OLD.taken_back_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Statement % stays: a later one supersedes it.', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_statement_stays BEFORE UPDATE OR DELETE ON consent_statement
    FOR EACH ROW EXECUTE FUNCTION consent_statement_stays();
"""
BACKWARD = """
DROP TRIGGER consent_statement_stays ON consent_statement;
DROP FUNCTION consent_statement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_statements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
