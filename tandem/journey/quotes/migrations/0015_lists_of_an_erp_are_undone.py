"""What we sent stays for good. What only a list of an ERP said goes with that list, where its import is undone: a
transaction says so by `tandem.taking_out`, and of a version that was sent here nothing is changed by it (INV6).
"""

from django.db import migrations

_FROZEN = """
CREATE OR REPLACE FUNCTION quotes_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;{taken_out}
    -- Afterwards only its state moves on: accepted, or replaced by a later version.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'
       AND (NEW.state = OLD.state OR (OLD.state = 'sent' AND NEW.state IN ('accepted', 'superseded'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of quote % was sent and stays as it is: a change is a new version.',
        OLD.number, OLD.quote_id USING ERRCODE = 'restrict_violation';
END $$;
"""
_TAKEN_OUT = """
    IF TG_OP = 'DELETE' AND OLD.from_erp AND current_setting('tandem.taking_out', true) = 'on' THEN
        RETURN OLD;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("quotes", "0014_answers_and_confirmations")]
    operations = [
        migrations.RunSQL(_FROZEN.format(taken_out=_TAKEN_OUT), _FROZEN.format(taken_out="")),
    ]
