"""What must hold for booked visits, besides what the database holds by itself."""

from tandem.base.tools import checks

ATTENDED = checks.sql(
    invariant="INV3",
    name="booked visit its visitor does not attend",
    query="""
        SELECT booking.id, booking.matter_id FROM calls_booking booking
        WHERE NOT EXISTS (SELECT 1 FROM calendar_attendance held
                          WHERE held.appointment_id = booking.appointment_id
                            AND held.person_id = booking.person_id)
    """,
    sentence="Visit {0} of matter {1} does not stand in its visitor's calendar.",
)
OWN_CUSTOMER = checks.sql(
    invariant="INV1",
    name="booked visit at another customer",
    query="""
        SELECT booking.id, booking.matter_id, booked.customer_id FROM calls_booking booking
        JOIN calendar_appointment booked ON booked.id = booking.appointment_id
        JOIN teamwork_matter matter ON matter.id = booking.matter_id
        WHERE booked.customer_id IS DISTINCT FROM matter.customer_id
    """,
    sentence="Visit {0} of matter {1} is booked at customer {2}, who is not the matter's.",
)


def register() -> None:
    """Make this room's part of `tandem check` known."""
    checks.register(ATTENDED, OWN_CUSTOMER)
