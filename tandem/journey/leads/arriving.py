"""From a post to an arrival: where it comes from, what speaks against it, what was shown, and when it is the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.forms import ChoiceField, Textarea
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from tandem.base.tools import text, visitors
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.journey.leads import stamps
from tandem.journey.leads.actions import incoming as limits
from tandem.journey.leads.actions.incoming import Arrival, count_post
from tandem.journey.leads.forms.incoming import EnquiryForm
from tandem.journey.leads.models import LINKS, NO_BROWSER, TRAP, ApiKey, WebForm

# Filled in by machines only.
TRAP_FIELD = "url"


class TooLarge(Refused):
    """More was sent than a form or a lead can hold."""

    status = 413


def address_of(request: HttpRequest) -> str:
    """From where a post came, as a hash that is kept for an hour: of a network of IPv6 all addresses are one."""
    return visitors.place_of(request, salt="tandem.leads.address")


def require_origin(form: WebForm, *, origin: str, own: str) -> None:
    """Refuse a form that stands on a page where it may not. Who hides their page (`null`) is let through."""
    if origin and origin not in ("null", own) and origin not in form.origins:
        raise NotAllowed(_("This form may not stand on this page."))


def count(form: WebForm, *, address: str, at: datetime) -> int:
    """Count a post by its address and by its form; how many came through the form within the hour."""
    count_post(
        counter=f"from-{form.pk}-{address}",
        most=limits.PER_ADDRESS, seconds=limits.ADDRESS_WINDOW, at=at,
    )  # fmt: skip
    return count_post(counter=f"form-{form.pk}", most=limits.PER_FORM, seconds=limits.FORM_WINDOW, at=at)


def of_form(
    form: WebForm,
    values: dict[str, Any],
    *,
    given: Mapping[str, str],
    posts: int,
    origin: str,
    page: str,
    at: datetime,
) -> Arrival:
    """What was sent by a form on a web site."""
    stamped = given.get("_stamp", "")
    written = stamps.digest(str(form.pk), *(f"{name}={values[name]}" for name in sorted(values)))
    # Without a stamp the same words on the same day are the same enquiry.
    once = stamps.digest(written, stamped or at.date().isoformat())
    return Arrival(
        form=form,
        values=values,
        once=once,
        digest=written,
        shown=_shown(form, given=given, origin=origin, page=page, at=at),
        held_for=_objection(form, values, given=given, posts=posts, origin=origin, at=at),
    )


def of_program(key: ApiKey, values: dict[str, Any], *, once: str, consent: dict[str, Any]) -> Arrival:
    """What another program has brought."""
    written = stamps.digest(*(f"{name}={values[name]}" for name in sorted(values)), str(consent))
    shown = {"key": key.name, **({"consent": {**consent, "source": key.name}} if consent else {})}
    return Arrival(
        key=key,
        values=values,
        once=stamps.digest("key", str(key.pk), once),
        digest=written,
        shown=shown,
    )


def _objection(
    form: WebForm, values: dict[str, Any], *, given: Mapping[str, str], posts: int, origin: str, at: datetime
) -> str:
    """Why a person looks at it first; empty where nothing speaks against it."""
    if given.get(TRAP_FIELD, "").strip():
        return TRAP
    stamped = given.get("_stamp", "")
    if stamped and (against := stamps.objection(stamped, token=form.token, at=at)):
        return against
    if not stamped and not origin:
        return NO_BROWSER  # every browser says from where it posts
    written = " ".join(value for value in values.values() if isinstance(value, str))
    own_site = 1 if values.get("website") else 0
    if stamps.has_many_links(written, is_stamped=bool(stamped), expected=own_site):
        return LINKS
    return limits.suspect_by_number(posts)


def _shown(
    form: WebForm, *, given: Mapping[str, str], origin: str, page: str, at: datetime
) -> dict[str, Any]:
    """What stood beside the fields, kept as the proof of a consent: its words, whether it was given, when, where."""
    told: dict[str, Any] = {
        "form": form.name,
        "page": text.clean(page, limit=300) or origin,
        "language": translation.get_language(),
        **({"is_wish": True} if form.is_wish else {}),
    }
    mark = text.clean(given.get("_consent", ""), limit=12)
    if not mark and not form.consents:
        return told
    words = form.consents.get(mark)
    told["consent"] = {
        "text": words if words is not None else "",
        # A page that somebody wrote by hand may show words that we do not know.
        "is_known": words is not None,
        "mark": mark,
        # What the company says of this text, as it stands now: a later setting changes nothing about it.
        "covers": form.covers.get(mark, []),
        "given": bool(given.get("consent", "").strip()),
        "at": at.isoformat(),
        "source": f"{form.name}, {told['page']}" if told["page"] else form.name,
    }
    return told


def described(form: WebForm, *, action: str, at: datetime) -> dict[str, Any]:
    """What the script draws."""
    consent = consent_text(form)
    return {
        "action": action,
        "stamp": stamps.stamp(token=form.token, at=at),
        "fields": fields_of(form),
        "consent": {"text": consent, "mark": stamps.consent_mark(consent)} if consent else None,
        "words": {
            "send": _("Send request"),
            "sending": _("Sending"),
            "failed": _("Not sent. Your text is still there. Please try again."),
            "required": _("required"),
        },
    }


def fields_of(form: WebForm) -> list[dict[str, Any]]:
    """The fields of a form in the language of the moment."""
    return [
        {
            "name": name,
            "label": str(field.label),
            "kind": _kind(name, field),
            "required": field.required,
            "most": getattr(field, "max_length", None),
            "autocomplete": field.widget.attrs.get("autocomplete", ""),
            "choices": [[key, str(label)] for key, label in getattr(field, "choices", [])],
        }
        for name, field in EnquiryForm(asks=form.asks).fields.items()
    ]


def _kind(name: str, field: Any) -> str:
    if isinstance(field, ChoiceField):
        return "choice"
    if isinstance(field.widget, Textarea):
        return "area"
    return {"email": "email", "phone": "tel"}.get(name, "text")


def consent_text(form: WebForm) -> str:
    """The consent that a form asks for, in the visitor's language, else in the other."""
    return _in_language(form.consent_de, form.consent_en)


def thanks(form: WebForm) -> str:
    """What a visitor reads when the request has arrived."""
    return _in_language(form.thanks_de, form.thanks_en) or usual_thanks()


def usual_thanks() -> str:
    """The same where the form says nothing of its own."""
    return _("Thank you. Your request has arrived. We will get back to you.")


def _in_language(german: str, english: str) -> str:
    first, second = (english, german) if translation.get_language() == "en" else (german, english)
    return first or second
