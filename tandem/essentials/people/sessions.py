"""Who is signed in, asked on every request: sessions in the database, read without writing their SQL anew."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import Subquery
from django.utils import timezone

from tandem.base.tools.reads import Read
from tandem.essentials.people.models import Company, User

_SESSION = Read(lambda given: Session.objects.filter(session_key=given.key, expire_date__gt=given.now))
# The company's number format comes along: every page writes numbers, and none asks for it again.
_USER = Read(
    lambda given: User.objects.filter(pk=given.pk, is_active=True).annotate(
        number_format=Subquery(Company.objects.values("number_format")[:1])
    )
)


class SessionStore(DatabaseStore):
    """Django's own sessions; only the look-up differs."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION(key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Signing in as allauth does it; only the look-up of who is signed in differs."""

    def get_user(self, user_id: int) -> User | None:
        return next(iter(_USER(pk=user_id)), None)
