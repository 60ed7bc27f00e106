"""The fields of the file that can be edited: their names for people, and how a value is made fit to be
stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.base.tools import text, validation
from tandem.essentials.customers.actions.refusals import Clash, ValueRefused
from tandem.essentials.customers.models import CLASSES, LIFE_CYCLE

# Message ids: the journal keeps them and shows them in the reader's language.
CUSTOMER: dict[str, str] = {
    "name": gettext_noop("Company"),
    "number": gettext_noop("Customer number"),
    "tandem": gettext_noop("Tandem"),
    "klass": gettext_noop("Class"),
    "industry": gettext_noop("Industry"),
    "street": gettext_noop("Street"),
    "postcode": gettext_noop("Postcode"),
    "city": gettext_noop("City"),
    "country": gettext_noop("Country"),
    "vat_number": gettext_noop("VAT number"),
    "website": gettext_noop("Web site"),
    "currency": gettext_noop("Currency"),
    "turnover": gettext_noop("Turnover"),
    "turnover_year": gettext_noop("Year of the turnover"),
    "last_contact_date": gettext_noop("Last contact"),
    "remark": gettext_noop("Remark"),
}
TAGS, LIFE_CYCLE_LABEL, PARENT_LABEL = (
    gettext_noop("Tags"),
    gettext_noop("Life cycle"),
    gettext_noop("Central office"),
)
ADDRESS = ("street", "postcode", "city", "country")
CONTACT: dict[str, str] = {
    "salutation": gettext_noop("Salutation"),
    "title": gettext_noop("Title"),
    "first_name": gettext_noop("First name"),
    "last_name": gettext_noop("Last name"),
    "function": gettext_noop("Function"),
    "buying_role": gettext_noop("Role in buying"),
    "site": gettext_noop("Site"),
    "cared_by": gettext_noop("Who knows them best"),
}
SITE: dict[str, str] = {
    "name": gettext_noop("Name of the site"),
    "street": gettext_noop("Street"),
    "postcode": gettext_noop("Postcode"),
    "city": gettext_noop("City"),
    "country": gettext_noop("Country"),
}
# Held by `create` and by actions of their own, never by `edit`.
CREATED_WITH = ("life_cycle", "tags", "import_run_id")


def cleaned(model: type[models.Model], labels: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises ValueRefused with a sentence that names the field."""
    unknown = set(given) - set(labels)
    if unknown:
        raise TypeError(f"no such fields: {', '.join(sorted(unknown))}")
    return {name: _cleaned(model, name, labels[name], value, given) for name, value in given.items()}


def _cleaned(model: type[models.Model], name: str, label: str, value: Any, given: Mapping[str, Any]) -> Any:
    if not isinstance(value, str):
        return value
    value = text.clean(value, lines=name == "remark")
    if name == "vat_number" and value:
        value = _valid(name, validation.vat_number, value)
    if name == "postcode" and value:
        value = _postcode(value, str(given.get("country") or "DE"))
    limit = getattr(model._meta.get_field(name), "max_length", None)
    if limit is not None and len(value) > limit:
        raise ValueRefused(
            _("%(field)s: at most %(limit)d characters fit here.") % {"field": _(label), "limit": limit},
            field=name,
        )
    if name == "klass" and value and value not in CLASSES:
        raise ValueRefused(_("The class is A, B or C, or none."), field=name)
    return (value or None) if name == "number" else value


def _postcode(value: str, country: str) -> str:
    """In one spelling where the country has such postcodes; what is no postcode is kept, an address may be
    odd.
    """
    try:
        return validation.postcode(value, country)[0]
    except validation.InvalidValue:
        return value


def _valid(name: str, check: Any, value: str) -> str:
    try:
        return str(check(value))
    except validation.InvalidValue as error:
        raise ValueRefused(error.reason, field=name) from error


def touched(values: Mapping[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields that the person changed. `base` is what the form was opened with; without it all count."""
    if base is None:
        return dict(values)
    return {
        name: value for name, value in values.items() if name not in base or shown(base[name]) != shown(value)
    }


def changes(row: models.Model, labels: Mapping[str, str], values: Mapping[str, Any]) -> list[list[str]]:
    """What would be different afterwards: label, before, after, in words."""
    found = []
    for name, after in values.items():
        before = getattr(row, name)
        if before != after:
            found.append([labels[name], shown(before), shown(after)])
    return found


def clashes(
    row: models.Model, labels: Mapping[str, str], values: Mapping[str, Any], *, base: Mapping[str, Any] | None
) -> list[Clash]:
    """The fields in which somebody else's newer value would be lost.

    `base` is what the form was opened with.
    """
    found = []
    for name, mine in values.items():
        theirs = getattr(row, name)
        untouched = base is not None and name in base and shown(base[name]) == shown(theirs)
        if theirs != mine and not untouched:
            found.append(Clash(field=name, label=_(labels[name]), mine=shown(mine), theirs=shown(theirs)))
    return found


def shown(value: Any) -> str:
    """A value as the journal keeps it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def tag_list(tags: Iterable[str]) -> list[str]:
    """Tags in one spelling, each once, in their order."""
    found: dict[str, str] = {}
    for tag in tags:
        label = text.clean(tag, limit=40).strip("#, ")
        if label:
            found.setdefault(text.name_key(label), label)
    return list(found.values())


def require_life_cycle(value: str) -> str:
    """Refuse what is no stage of the life cycle."""
    if value not in LIFE_CYCLE:
        raise ValueRefused(_("There is no such stage of the life cycle."), field="life_cycle")
    return value
