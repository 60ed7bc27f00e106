"""Personal data held: what somebody asked for, and who rated it."""

from tandem.base.tools.holdings import Holding

_ENQUIRY = "answering an enquiry"
HOLDINGS = [
    Holding(table="leads_lead", field="requirement", about="contact", purpose=_ENQUIRY),
    Holding(table="leads_lead", field="payload", about="contact", purpose=_ENQUIRY),
    Holding(table="leads_lead", field="reason", about="contact", purpose="rating a lead"),
    Holding(table="leads_lead", field="returned_reason", about="contact", purpose="rating a lead"),
    Holding(table="leads_lead", field="checked_by_id", about="user", purpose="who rated the lead"),
    Holding(table="leads_enquiry", field="values", about="contact", purpose=_ENQUIRY),
    Holding(table="leads_enquiry", field="shown", about="contact", purpose="proof of a consent"),
    Holding(
        table="leads_enquiry", field="decided_by_id", about="user", purpose="who decided about an enquiry"
    ),
    Holding(table="leads_webform", field="made_by_id", about="user", purpose="who set a web form up"),
    Holding(table="leads_apikey", field="made_by_id", about="user", purpose="who made a key"),
    Holding(table="leads_campaign", field="kept_by_id", about="user", purpose="who kept a campaign"),
]
