"""Looking through what may be one company: merge the two, or say that they are two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.essentials.customers import actions, queries
from tandem.essentials.customers.duplicates import pairs
from tandem.essentials.people.web import Request, acts, reads


@reads
def pairs_page(request: Request) -> HttpResponseBase:
    """Pairs, the most alike first; with `?zwei=1` those that somebody said are two."""
    pairs.require_review(request.user)
    apart = request.GET.get("zwei") == "1"
    found = pairs.page(request.user, after=request.GET.get("nach", ""), apart=apart)
    context: dict[str, Any] = {
        "lines": [_line(one) for one in found.lines],
        "apart": apart,
        "following": found.following,
        "is_blind": not queries.reads_all(request.user),
    }
    if context["is_blind"]:
        context["waiting"] = pairs.waiting()
    return render(request, "customers/duplicates.html", context)


@acts
def keep_apart(request: Request, pair_pk: int) -> HttpResponseBase:
    """These are two."""
    pairs.require_review(request.user)
    pair = pairs.get_for(request.user, pair_pk)
    actions.keep_apart(pair=pair, by=request.user, at=request.at)
    messages.success(
        request, _("Noted: these are two. You find the pair under “Two” if you change your mind.")
    )
    return redirect("customers:duplicates")


@acts
def propose_again(request: Request, pair_pk: int) -> HttpResponseBase:
    """They may be one after all."""
    pairs.require_review(request.user)
    pair = pairs.get_for(request.user, pair_pk)
    actions.propose_again(pair=pair, by=request.user, at=request.at)
    messages.success(request, _("The pair stands on the list again."))
    return redirect("customers:duplicates")


def _line(line: pairs.Line) -> dict[str, Any]:
    pair = line.pair
    return {
        "pair": pair,
        "why": line.why,
        "files": [(one, queries.file_path(one.pk)) for one in (pair.low, pair.high)],
        "merge": reverse("customers:merge_preview", args=[pair.low_id, pair.high_id]),
    }
