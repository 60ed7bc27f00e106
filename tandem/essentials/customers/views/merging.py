"""Making two files one: choosing the other, the preview field by field, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import text, validation
from tandem.essentials.customers import actions, choices, previews, queries, search
from tandem.essentials.customers.models import Customer
from tandem.essentials.customers.views import shown
from tandem.essentials.people.web import Request, acts, reads


@reads
def choose(request: Request, pk: int) -> HttpResponseBase:
    """Which file is the same company? And what was merged in the last days."""
    customer = shown.for_change(request, pk)
    query = text.clean(request.GET.get("q", ""), limit=search.LONGEST_QUERY)
    hits = search.search(request.user, query, limit=12).customers if query else []
    context = {
        "customer": customer,
        "back": queries.file_path(customer.pk),
        "query": query,
        "hits": [
            (hit, reverse("customers:merge_preview", args=[customer.pk, hit.customer_id]))
            for hit in hits
            if hit.customer_id != customer.pk
        ],
        "merges": [
            (one, reverse("customers:undo_merge", args=[customer.pk, one.pk]))
            for one in previews.merges_of(customer, at=request.at)
        ],
        "days": actions.DAYS_TO_UNDO,
    }
    return render(request, "customers/merge.html", context)


@reads
def preview(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Both files side by side, before anything happens."""
    survivor, gone = _both(request, pk, other_pk)
    return redirect("customers:merge", pk) if survivor.pk == gone.pk else _page(request, survivor, gone)


@acts
def merge(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Make the two one, as chosen."""
    survivor, gone = _both(request, pk, other_pk)
    chosen = {key: request.POST.get(f"choice_{key}", "") for key in choices.GROUPS}
    seen, other_seen = (
        validation.whole_number(request.POST.get(name, "")) or 0 for name in ("revision", "other_revision")
    )
    try:
        actions.merge(
            survivor=survivor,
            gone=gone,
            chosen=chosen,
            revisions=(seen, other_seen),
            by=request.user,
            at=request.at,
        )
    except actions.SeenBefore as refusal:
        return _page(request, *_both(request, pk, other_pk), refusal=str(refusal), status=409)
    messages.success(
        request,
        _("%(name)s is one file now. It can be taken back for %(days)d days: More actions, Merge.")
        % {"name": survivor.name, "days": actions.DAYS_TO_UNDO},
    )
    return redirect(queries.file_path(survivor.pk))


@acts
def undo(request: Request, pk: int, merge_pk: int) -> HttpResponseBase:
    """Two files again."""
    customer = shown.for_change(request, pk)
    held = previews.merge_of(customer, merge_pk)
    if held is None:
        raise Http404
    undone = actions.undo_merge(merge=held, by=request.user, at=request.at)
    stayed = undone.ledger.get("stayed", [])
    if stayed:
        messages.warning(
            request,
            _("Taken back. This stays here because somebody has worked with it since: %(what)s.")
            % {"what": ", ".join(stayed[:5])},
        )
    else:
        messages.success(request, _("Taken back: the two files are as they were."))
    return redirect(queries.file_path(held.gone_id))


def _both(request: Request, pk: int, other_pk: int) -> tuple[Customer, Customer]:
    """Two visible files, both of which this person may change."""
    survivor, gone = queries.get_for(request.user, pk), queries.get_for(request.user, other_pk)
    day = timezone.localtime(request.at).date()
    for one in (survivor, gone):
        queries.require_write(request.user, one, day=day)
    return survivor, gone


def _page(
    request: Request, survivor: Customer, gone: Customer, *, refusal: str = "", status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "customer": survivor,
        "other": gone,
        "back": reverse("customers:merge", args=[survivor.pk]),
        "swap": reverse("customers:merge_preview", args=[gone.pk, survivor.pk]),
        "preview": previews.preview(survivor, gone),
        "refusal": refusal,
        "days": actions.DAYS_TO_UNDO,
    }
    return render(request, "customers/merge_preview.html", context, status=status)
