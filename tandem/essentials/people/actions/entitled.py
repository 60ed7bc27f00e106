"""Who may change people, tandems and settings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people.models import ADMINISTRATOR, User


def require_administrator(user: User | None) -> None:
    """Refuse unless an administrator (or the system) acts."""
    if user is not None and not (user.is_active and user.has_role(ADMINISTRATOR)):
        raise NotAllowed(_("People, tandems and settings are kept by the administration."))
