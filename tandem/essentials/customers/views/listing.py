"""The list of customers."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import fields
from tandem.base.design.filters import language
from tandem.essentials.customers import forms, listing, queries
from tandem.essentials.customers.duplicates import pairs
from tandem.essentials.customers.models import CLASSES
from tandem.essentials.people.models import MAY_IMPORT
from tandem.essentials.people.web import Request, reads

# The import is a later room's page; its address is fixed, its name is not known down here.
IMPORT_PATH = "/import"


@reads
def customers(request: Request) -> HttpResponseBase:
    """Whom we look after: filtered, sorted, page by page; the address holds the view."""
    wanted = listing.Wanted.from_address(request.GET.dict())
    day = timezone.localtime(request.at).date()
    page = listing.page(user=request.user, wanted=wanted, at=request.at, day=day)
    shown = {
        "tandem": wanted.tandem or "",
        "stage": wanted.stage,
        "country": wanted.country,
        "tag": wanted.tag,
    }
    ctx = {
        "page": page,
        "wanted": wanted,
        "fields": _fields(tuple(shown.items()), tuple(page.tandems), language(), mine=wanted.mine),
        "classes": [(letter, letter, wanted.address(klass=letter)) for letter in CLASSES],
        "no_class": wanted.address(klass=listing.NO_CLASS),
        "all_classes": wanted.address(klass=""),
        "mine": wanted.address(mine=True, tandem=None),
        "everybody": wanted.address(mine=False),
        "heads": _heads(wanted),
        "may_review": pairs.may_review(request.user),
        "may_create": queries.may_create(request.user),
        "import_path": IMPORT_PATH if request.user.has_role(*MAY_IMPORT) else "",
    }
    return render(request, "customers/list.html", ctx)


@lru_cache(maxsize=256)
def _fields(
    shown: tuple[tuple[str, str | int], ...],
    tandems: tuple[tuple[int, str], ...],
    _language: str,
    *,
    mine: bool,
) -> SafeString:
    """The choices of the filter: some hundred countries, drawn once for equal values."""
    form = forms.FilterForm(dict(shown), tandems=list(tandems), auto_id="filter_%s")
    names = ("stage", "country", "tag") if mine else ("tandem", "stage", "country", "tag")
    return format_html_join("", "{}", ((fields.field(form[name]),) for name in names))


def _heads(wanted: listing.Wanted) -> dict[str, tuple[str, str, str]]:
    """For each sortable heading: its words, where a click leads, and how it is sorted now."""
    labels = {
        "name": _("Customer"),
        "city": _("City"),
        "class": pgettext("customer", "Class"),
        "contact": _("Last contact"),
        "turnover": _("Turnover"),
    }
    now = "descending" if wanted.descending else "ascending"
    return {
        sort: (label, wanted.sorted_by(sort), now if wanted.sort == sort else "")
        for sort, label in labels.items()
    }
