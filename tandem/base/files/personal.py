"""Personal data held: who stored a file, and what the document itself says."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="files_file", field="created_by_id", about="user", purpose="who stored the document"),
    Holding(table="files_blob", field="content", about="contact", purpose="documents as they were sent"),
]
