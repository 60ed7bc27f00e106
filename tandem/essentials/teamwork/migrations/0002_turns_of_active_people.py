"""INV1 held by the database: whoever has left holds no turn, task, question or offer, whichever side changes first."""

from django.db import migrations

# table, column of the person, condition under which it is still open
HELD = [
    ("teamwork_matter", "accountable_id", "closed_at IS NULL", "closed_at"),
    ("teamwork_task", "accountable_id", "done_at IS NULL", "done_at"),
    ("teamwork_question", "asked_id", "answered_at IS NULL", "answered_at"),
    ("teamwork_handover", "taker_id", "state = 'offered'", "state"),
]

NEEDS_ACTIVE = """
CREATE FUNCTION {table}_needs_active() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The share lock makes a deactivation under way wait, or be seen.
    PERFORM 1 FROM people_user WHERE id = NEW.{person} AND is_active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '{table} % needs an active person.', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_needs_active BEFORE INSERT OR UPDATE OF {person}, {column} ON {table}
    FOR EACH ROW WHEN (NEW.{open_column} AND NEW.{person} IS NOT NULL) EXECUTE FUNCTION {table}_needs_active();
"""
NOTHING_LEFT = """
CREATE FUNCTION teamwork_nothing_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {exists} THEN
        RAISE EXCEPTION 'Person % still has open turns or tasks.', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER teamwork_nothing_left BEFORE UPDATE OF is_active ON people_user
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION teamwork_nothing_left();
"""
GONE = """
DROP TRIGGER {table}_needs_active ON {table};
DROP FUNCTION {table}_needs_active();
"""


def forward() -> str:
    made = [
        NEEDS_ACTIVE.format(table=table, person=person, column=column, open_column=condition)
        for table, person, condition, column in HELD
    ]
    exists = "\n        OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {person} = NEW.id AND {condition})"  # noqa: S608  # own names
        for table, person, condition, _column in HELD
    )
    return "".join([*made, NOTHING_LEFT.format(exists=exists)])


def backward() -> str:
    gone = "".join(GONE.format(table=table) for table, *_ in HELD)
    return gone + "DROP TRIGGER teamwork_nothing_left ON people_user; DROP FUNCTION teamwork_nothing_left();"


class Migration(migrations.Migration):
    dependencies = [("teamwork", "0001_initial"), ("people", "0001_initial")]
    operations = [migrations.RunSQL(forward(), backward())]
