"""Personal data held: what colleagues wrote about and for each other, and about contacts."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "working together on a matter"
HOLDINGS = [
    Holding(table="teamwork_matter", field="description", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_matter", field="accountable_id", about="user", purpose="whose turn it is"),
    Holding(table="teamwork_handover", field="briefing", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_task", field="result", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_question", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_question", field="answer", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_question", field="source", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_question", field="answered_name", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_notice", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_reminder", field="what", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_consultation", field="text", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_consultation", field="background", about="contact", purpose=_PURPOSE),
    Holding(table="teamwork_tick", field="by_id", about="user", purpose="who ticked an item off"),
    Holding(table="teamwork_notice", field="person_id", about="user", purpose="who is told of a step"),
    Holding(
        table="teamwork_notice", field="seen_for_by_id", about="user", purpose="who read it as a stand-in"
    ),
    Holding(table="teamwork_claim", field="person_id", about="user", purpose="who has taken a matter"),
]
