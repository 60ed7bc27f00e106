"""What must hold in the calendar (INV3), besides what the database holds by itself."""

from tandem.base.tools import checks

DOUBLE_BOOKING = checks.sql(
    invariant="INV3",
    name="double booking",
    query="""
        SELECT one.id, two.id, one.person_id
        FROM calendar_attendance one
        JOIN calendar_attendance two ON one.person_id = two.person_id AND one.id < two.id
        WHERE one.during && two.during AND one.fixed AND two.fixed
    """,
    sentence="Attendances {0} and {1} of person {2} overlap.",
)
MIRROR = checks.sql(
    invariant="INV3",
    name="attendance mirrors its appointment",
    query="""
        SELECT held.id, held.appointment_id
        FROM calendar_attendance held
        JOIN calendar_appointment booked ON booked.id = held.appointment_id
        WHERE held.fixed <> booked.fixed
           OR lower(held.during) <> booked.starts_at OR upper(held.during) <> booked.ends_at
           OR (booked.cancelled_at IS NOT NULL AND held.fixed)
    """,
    sentence="Attendance {0} says another time than appointment {1}, so the database guards the wrong one.",
)
ATTENDED = checks.sql(
    invariant="INV3",
    name="appointment without anybody",
    query="""
        SELECT booked.id FROM calendar_appointment booked
        WHERE booked.cancelled_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM calendar_attendance held WHERE held.appointment_id = booked.id)
    """,
    sentence="Nobody attends appointment {0}.",
)


def register() -> None:
    """Make this room's part of `tandem check` known."""
    checks.register(DOUBLE_BOOKING, MIRROR, ATTENDED)
