"""How allauth signs people in here: by e-mail and password; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts are made by administrators and by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
