"""Personal data held: who may be addressed and who does not want it, and who noted that."""

from tandem.base.tools.holdings import Holding

_PURPOSE = "proof of the right to be in touch (UWG § 7a, TKG 2021 § 174), and respect for objections"
HOLDINGS = [
    Holding(table="consent_statement", field="contact_id", about="contact", purpose=_PURPOSE),
    Holding(table="consent_statement", field="words", about="contact", purpose=_PURPOSE),
    Holding(table="consent_statement", field="stated_by_id", about="user", purpose="who noted it"),
    Holding(table="consent_statement", field="taken_back_by_id", about="user", purpose="who took it back"),
]
