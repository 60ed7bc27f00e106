"""Forms for web sites, and the keys by which other programs bring leads."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.consent.models import CALL, MAIL
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import ADMINISTRATOR, COORDINATOR, MARKETING, SALES_LEAD, User
from tandem.journey.leads import entries, stamps
from tandem.journey.leads.models import ASKED, BRINGS_LEADS, READS_CALLS, SOURCES, ApiKey, WebForm

# Who sets up how leads come in.
MAY_SET_UP = (MARKETING, ADMINISTRATOR, COORDINATOR, SALES_LEAD)
# Who reads every round, and may let a program do so.
MAY_READ_CALLS = (COORDINATOR, SALES_LEAD)
_TEXTS = ("consent_de", "consent_en", "thanks_de", "thanks_en")
LONGEST_TEXT = 5000
KEY_BEGINS = "tdl_"
# What a consent text may cover.
COVERABLE = (CALL, MAIL)


class FormIncomplete(Refused):
    """Something is missing to keep the form or the key."""


@transaction.atomic
def keep_form(
    *,
    form: WebForm | None,
    name: str,
    source: str,
    asks: Iterable[str],
    origins: Iterable[str],
    by: User,
    at: datetime,
    campaign: str = "",
    covers: Iterable[str] = (),
    is_wish: bool = False,
    **texts: str,
) -> WebForm:
    """Make a form for a web site, or change one. What visitors were shown before stays with their leads.

    `covers`: for which channels the consent text makes the legal basis by itself; `is_wish`: whether an enquiry counts
    as the wish to be called about it. What an older text covered it goes on covering.
    """
    _require(by)
    values = _values(name=name, source=source, asks=asks, origins=origins, campaign=campaign, texts=texts)
    if form is None:
        kept = WebForm(token=secrets.token_urlsafe(12), made_at=at, made_by=by)
    else:
        kept = WebForm.objects.select_for_update().get(pk=form.pk)
        _require_running(kept)
    for field, value in values.items():
        setattr(kept, field, value)
    shown = [one for one in (kept.consent_de, kept.consent_en) if one]
    marks = {stamps.consent_mark(one): one for one in shown}
    kept.consents = {**kept.consents, **marks}
    kept.covers = {**kept.covers, **dict.fromkeys(marks, _covered(covers, has_text=bool(marks)))}
    kept.is_wish = is_wish
    kept.changed_at = at
    kept.save()
    _tell(entries.WebFormKept(form=kept.name, is_new=form is None), by=by, at=at)
    return kept


def _values(
    *,
    name: str,
    source: str,
    asks: Iterable[str],
    origins: Iterable[str],
    campaign: str,
    texts: dict[str, str],
) -> dict[str, Any]:
    name = text.clean(name, limit=120)
    if not name:
        raise FormIncomplete(_("The form needs a name, so that everybody knows where a lead comes from."))
    if source not in SOURCES:
        raise FormIncomplete(_("Where does the lead come from? Choose a source."))
    wanted = set(asks)
    return {
        "name": name,
        "source": source,
        "campaign": text.clean(campaign, limit=120),
        "asks": [field for field in ASKED if field in wanted],
        "origins": [origin(one) for one in origins if one.strip()],
        **{field: text.clean(texts.get(field, ""), limit=LONGEST_TEXT, lines=True) for field in _TEXTS},
    }


def _covered(covers: Iterable[str], *, has_text: bool) -> list[str]:
    wanted = set(covers)
    if wanted and not has_text:
        raise FormIncomplete(_("Write the consent text that covers calls or e-mails first."))
    return [channel for channel in COVERABLE if channel in wanted]


def covered(form: WebForm) -> list[str]:
    """For which channels the texts of today make the legal basis."""
    text_now = form.consent_de or form.consent_en
    return list(form.covers.get(stamps.consent_mark(text_now), [])) if text_now else []


def origin(written: str) -> str:
    """'https://www.firma.de/kontakt' as a browser names it: 'https://www.firma.de'. Refuses what is no address."""
    address = text.clean(written)
    address = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # what cannot be a host either
        parts, port, host = urlsplit(""), None, ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(
        r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?|[0-9a-f:]+", host
    ):
        raise FormIncomplete(
            _("“%(text)s” is no address of a web site. Write it like https://www.firma.de.")
            % {"text": written.strip()[:60]}
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


@transaction.atomic
def close_form(*, form: WebForm, by: User, at: datetime) -> WebForm:
    """Take a form away: visitors are told that it is closed. Its leads keep their source and campaign."""
    _require(by)
    kept = WebForm.objects.select_for_update().get(pk=form.pk)
    _require_running(kept)
    kept.closed_at = kept.changed_at = at
    kept.save()
    _tell(entries.WebFormClosed(form=kept.name), by=by, at=at)
    return kept


@transaction.atomic
def make_key(*, name: str, by: User, at: datetime, purpose: str = BRINGS_LEADS) -> tuple[ApiKey, str]:
    """A key by which another program brings leads, or reads what its maker reads of the lists of calls.

    The second value is the key itself; nobody can show it again.
    """
    _require(by)
    if purpose == READS_CALLS:
        people.require_role(
            by,
            *MAY_READ_CALLS,
            sentence=_("Keys that read lists of calls are made by coordination or sales management."),
        )
    name = text.clean(name, limit=120)
    if not name:
        raise FormIncomplete(_("Which program is the key for? Give it a name."))
    secret = KEY_BEGINS + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name, begins=secret[:8], hash=hashed(secret), purpose=purpose, made_at=at, made_by=by
    )
    _tell(entries.KeyMade(name=name), by=by, at=at)
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User, at: datetime) -> ApiKey:
    """From now on the key opens nothing."""
    _require(by)
    held = ApiKey.objects.select_for_update().get(pk=key.pk)
    if held.revoked_at is None:
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        _tell(entries.KeyRevoked(name=held.name), by=by, at=at)
    return held


def use_key(*, secret: str, by: User | None, at: datetime, purpose: str = BRINGS_LEADS) -> ApiKey | None:
    """The key that was shown, if it opens what is wanted; keeps the day on which it was last used."""
    del by  # a program, nobody of ours
    found = ApiKey.objects.filter(hash=hashed(secret), purpose=purpose, revoked_at=None)
    key = found.select_related("made_by").first()
    if key is not None and key.used_on != at.date():
        ApiKey.objects.filter(pk=key.pk).update(used_on=at.date())
    return key


def hashed(secret: str) -> str:
    """What is kept of a key: it has 256 random bits, so one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _require(by: User) -> None:
    people.require_role(
        by,
        *MAY_SET_UP,
        sentence=_(
            "Forms and keys are set up by marketing, administration, coordination or sales management."
        ),
    )


def _require_running(form: WebForm) -> None:
    if form.closed_at is not None:
        raise FormIncomplete(_("“%(name)s” is closed. Make a new form.") % {"name": form.name})


def _tell(event: Any, *, by: User, at: datetime) -> None:
    journal.record(event, customer_id=None, by=by, at=at, lane=by.side)
