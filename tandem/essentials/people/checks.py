"""What must hold about people and tandems: this room's part of `tandem check`."""

from __future__ import annotations

from tandem.base.tools import checks

ONE_INTAKE = checks.sql(
    invariant="INV2",
    name="one intake tandem",
    query="""
        SELECT 'people_tandem', count(*) FILTER (WHERE is_intake) FROM people_tandem
        HAVING EXISTS (SELECT 1 FROM people_company) AND count(*) FILTER (WHERE is_intake) <> 1
    """,
    sentence="There are {1} intake tandems instead of one.",
)

# The day before a company has its first person there is nobody to hold a seat.
SEATS_HELD = checks.sql(
    invariant="INV2",
    name="tandem",
    query="""
        WITH today AS (
            SELECT timezone(coalesce((SELECT zone FROM people_company), 'UTC'), now())::date AS day
        )
        SELECT tandem.id, tandem.name FROM people_tandem AS tandem CROSS JOIN today
        LEFT JOIN people_user AS deputy ON deputy.id = tandem.deputy_id AND deputy.is_active
        WHERE deputy.id IS NULL AND EXISTS (SELECT 1 FROM people_user WHERE is_active)
        AND (
            SELECT count(DISTINCT seat.seat) FROM people_seat AS seat
            JOIN people_user AS holder ON holder.id = seat.user_id AND holder.is_active
            WHERE seat.tandem_id = tandem.id AND seat.seat IN ('inside', 'outward')
            AND seat.from_date <= today.day AND (seat.to_date IS NULL OR seat.to_date >= today.day)
        ) < 2
    """,
    sentence="Tandem “{1}” has neither both seats held by active people nor an active deputy.",
)

CHECKS = [ONE_INTAKE, SEATS_HELD]
