"""Accounts: adding and editing people, one-time links, one's own settings."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tandem.base.tools.errors import Refused
from tandem.essentials.people import sight
from tandem.essentials.people.actions.company import found_company
from tandem.essentials.people.actions.entitled import require_administrator
from tandem.essentials.people.actions.tandems import require_sales
from tandem.essentials.people.models import ADMINISTRATOR, ROLES, Company, Invitation, Tandem, User


class EmailTaken(Refused):
    """Another person signs in with this address."""


class LinkUsed(Refused):
    """A one-time link that was used, replaced or has run out."""


class LastAdministrator(Refused):
    """Without an administrator nobody could add people any more."""


class UnknownRole(Refused):
    """A role that nobody can have."""


class WeakPassword(Refused):
    """The password is too short, too common or too like the person's name."""


@transaction.atomic
def add_user(
    *,
    email: str,
    first_name: str,
    last_name: str,
    roles: list[str],
    by: User | None,
    at: datetime,
    password: str | None = None,
    **more: Any,
) -> User:
    """A new colleague; without a password the account waits for its one-time link."""
    require_administrator(by)
    user = User(
        email=email.strip().lower(),
        first_name=first_name,
        last_name=last_name,
        roles=roles,
        created_at=at,
        **more,
    )
    user.set_password(password)
    _save(user)
    return user


@transaction.atomic
def edit_user(*, user: User, by: User | None, at: datetime, **fields: Any) -> User:
    """Change name, address, roles, phone, region or hours of a colleague."""
    require_administrator(by)
    current = User.objects.select_for_update().get(pk=user.pk)
    before, roles = current.roles, fields.get("roles", current.roles)
    if ADMINISTRATOR in current.roles and ADMINISTRATOR not in roles:
        require_another_administrator(current)
    for key, value in fields.items():
        setattr(current, key, value.strip().lower() if key == "email" else value)
    _save(current)
    if set(roles) != set(before):
        sight.changed(current)
        if current.seats.filter(to_date=None).exists() or Tandem.objects.filter(deputy=current).exists():
            require_sales(current)
    return current


def _save(user: User) -> None:
    unknown = [role for role in user.roles if role not in ROLES]
    if unknown:
        raise UnknownRole(
            _("There is no role “%(role)s”. There are: %(roles)s.")
            % {"role": unknown[0], "roles": ", ".join(ROLES)}
        )
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise EmailTaken(_("Somebody already signs in with %(email)s.") % {"email": user.email}) from error


def require_another_administrator(user: User) -> None:
    """Refuse where nobody else could add people any more."""
    others = User.objects.filter(is_active=True, roles__contains=[ADMINISTRATOR]).exclude(pk=user.pk)
    if not others.exists():
        raise LastAdministrator(
            _("Name another administrator first; otherwise nobody could add people any more.")
        )


@transaction.atomic
def set_own_settings(*, by: User, at: datetime, **fields: Any) -> User:
    """What a person sets for oneself: language, theme, shortcuts, phone, hours."""
    for key, value in fields.items():
        setattr(by, key, value)
    by.save(update_fields=list(fields))
    return by


@transaction.atomic
def invite(*, user: User | None, by: User | None, at: datetime, hours: int = 72) -> str:
    """A one-time link's secret, shown once; older links of the person end. No user: the first administrator."""
    require_administrator(by)
    Invitation.objects.filter(user=user, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user, token_sha256=_digest(token), made_at=at, expires_at=at + timedelta(hours=hours)
    )
    return token


@transaction.atomic
def redeem(*, token: str, password: str, at: datetime) -> User:
    """Set the password of the person whom a one-time link was made for; the link is used up."""
    invitation = _valid(token, at)
    if invitation.user is None:
        raise LinkUsed(_("This link sets up the company; it is not a person's."))
    user = invitation.user
    _require_good(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    return user


@transaction.atomic
def begin_company(
    *,
    token: str,
    company: str,
    email: str,
    first_name: str,
    last_name: str,
    roles: list[str],
    password: str,
    at: datetime,
) -> User:
    """The first administrator opens the company with the one-time link of the first start."""
    invitation = _valid(token, at)
    if invitation.user is not None or User.objects.filter(is_active=True).exists():
        raise LinkUsed(_("The company has been set up already. Sign in, or ask an administrator for a link."))
    _require_good(password, User(email=email, first_name=first_name, last_name=last_name))
    found_company(name=company, at=at)
    user = add_user(
        email=email,
        first_name=first_name,
        last_name=last_name,
        roles=[*roles, ADMINISTRATOR],
        password=password,
        by=None,
        at=at,
    )
    # Until tandems exist somebody must answer for what no territory claims (INV2).
    Tandem.objects.filter(is_intake=True).update(deputy=user)
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    return user


def first_link(*, at: datetime) -> str | None:
    """The secret of the first start's one-time link, or None where the company already has people."""
    if User.objects.filter(is_active=True).exists():
        return None
    if not Company.objects.exists():
        found_company(name="Tandem", at=at)
    return invite(user=None, by=None, at=at)


def _valid(token: str, at: datetime) -> Invitation:
    links = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    invitation = links.filter(token_sha256=_digest(token), used_at=None, expires_at__gt=at).first()
    if invitation is None or (invitation.user is not None and not invitation.user.is_active):
        raise LinkUsed(_("This link has been used or has run out. An administrator can make a new one."))
    return invitation


def is_valid(*, token: str, at: datetime) -> bool:
    """Whether a one-time link can still be used."""
    return Invitation.objects.filter(token_sha256=_digest(token), used_at=None, expires_at__gt=at).exists()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_good(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
