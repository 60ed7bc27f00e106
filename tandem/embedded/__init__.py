"""Tandem's own PostgreSQL: started by whoever needs it first, stopped by whoever leaves last.

    with embedded.attached():
        ...  # the database answers on home.socket_folder()

It does nothing where DATABASE_URL names another server.
"""

from tandem.embedded.attach import Attachment, attach, attached
from tandem.embedded.errors import EmbeddedError
from tandem.embedded.programs import program
from tandem.embedded.server import is_running, superuser

__all__ = ["Attachment", "EmbeddedError", "attach", "attached", "is_running", "program", "superuser"]
