"""Personal data held about the people who work with Tandem."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="people_user", field="email", about="user", purpose="sign-in, mail in the person's name"),
    Holding(table="people_user", field="first_name", about="user", purpose="who acts"),
    Holding(table="people_user", field="last_name", about="user", purpose="who acts"),
    Holding(table="people_user", field="phone", about="user", purpose="calls between colleagues, letterhead"),
    Holding(table="people_user", field="hours", about="user", purpose="deadlines in working time"),
    Holding(
        table="people_absence", field="user_id", about="user", purpose="stand-in; the reason is never stored"
    ),
    Holding(table="people_seat", field="user_id", about="user", purpose="who looks after which customers"),
]
