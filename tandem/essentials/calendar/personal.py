"""Personal data held: who meets whom when."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="calendar_appointment", field="contact_id", about="contact", purpose="appointments agreed"),
    Holding(
        table="calendar_attendance", field="person_id", about="user", purpose="shared calendar of a tandem"
    ),
    Holding(table="calendar_areaday", field="person_id", about="user", purpose="where tours lead"),
    Holding(table="calendar_hold", field="person_id", about="user", purpose="times kept for a moment"),
    Holding(table="calendar_hold", field="held_by_id", about="user", purpose="times kept for a moment"),
    Holding(
        table="calendar_customermail", field="to", about="contact", purpose="who was told of an appointment"
    ),
    Holding(
        table="calendar_calendarlink", field="sealed", about="user", purpose="when one is busy elsewhere"
    ),
    Holding(
        table="calendar_calendarfeed", field="person_id", about="user", purpose="own calendar on the phone"
    ),
    Holding(table="calendar_homebase", field="person_id", about="user", purpose="where tours begin"),
]
