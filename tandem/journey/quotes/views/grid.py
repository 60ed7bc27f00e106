"""The lines of a version as the page draws them, whole or only what an act has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpResponseBase, JsonResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tandem.base.design import filters, formats, parts
from tandem.base.tools.errors import NotAllowed, Refused
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request
from tandem.essentials.playbook import rules
from tandem.journey.quotes import actions, forms, priced, queries, questions, totals
from tandem.journey.quotes.models import QuoteLine, QuoteVersion
from tandem.journey.quotes.queries import approvals, editing, pricing

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its money, as the grid draws it; a heading with the subtotal of its section."""

    line: QuoteLine
    sums: totals.LineSum
    subtotal: str = ""

    @property
    def id(self) -> str:
        return str(self.line.pk)

    @property
    def position(self) -> str:
        return str(self.line.position)

    @property
    def net(self) -> str:
        return money(self.sums.net)

    @property
    def margin(self) -> str:
        """In percent; none of a rebate, and none where the cost is not known."""
        share = None if self.line.is_rebate else self.sums.margin_percent
        return "–" if share is None else formats.percent(share, places=0, language=get_language() or "de")

    @property
    def quantity(self) -> str:
        return forms.shown(self.line.quantity)

    @property
    def price(self) -> str:
        """Empty where the lists have none and nobody has typed one."""
        return "" if priced.is_gap(self.line) else forms.price_shown(self.line.price)

    @property
    def price_places(self) -> int:
        return forms.places_of(self.line.price)

    @property
    def discount(self) -> str:
        return forms.shown(self.line.discount)

    @property
    def notes(self) -> list[str]:
        """What stands in small letters below the text."""
        line = self.line
        number = line.product.number if line.product is not None else ""
        return [note for note in (number, line.choice_label if line.choice else "", line.price_note) if note]

    @property
    def why(self) -> list[str]:
        """How the price came about, in sentences; none of a line that is no product."""
        price = priced.of(self.line)
        return [] if price is None else price.explain()

    @property
    def list_price(self) -> str:
        """What the lists say where somebody has typed another price."""
        price = priced.of(self.line)
        found = None if price is None else price.unit_price
        return "" if found is None or found == self.line.price else forms.price_shown(found)

    @property
    def gap(self) -> str:
        """Why there is no price."""
        return self.why[0] if priced.is_gap(self.line) else ""

    @property
    def is_retired(self) -> bool:
        return self.line.product is not None and self.line.product.retired_at is not None


def labels() -> dict[str, str]:
    """The words of every row, looked up once: a quote may have 500."""
    return {
        "line": _("Line"),
        "item": pgettext("kind of line", "Item"),
        "text": pgettext("kind of line", "Text"),
        "quantity": _("Quantity"),
        "price": pgettext("of one unit", "Price"),
        "discount": _("Discount"),
        "discount_long": _("Discount in percent"),
        "net": _("Net"),
        "margin": pgettext("contribution margin", "CM"),
        "delivery": _("Delivery"),
        "open": pgettext("delivery date", "open"),
        "offered": _("What is offered"),
        "between": _("A text between the items"),
        "heading": pgettext("kind of line", "Heading"),
        "page_break": pgettext("kind of line", "Page break"),
        "subtotal": _("Subtotal"),
        "move": _("select and move"),
        "more": _("more"),
        "why": _("Where the price comes from"),
        "why_icon": parts.icon("info", size="s"),
        "by_hand": _("Price by hand, the list says"),
        "take_list": _("Take the list price"),
        "retired": _("no longer offered"),
        "more_icon": parts.icon("ellipsis", size="s"),
        "grip_icon": parts.icon("grip-vertical", size="s"),
        # Rows lie below this address, see `urls.py`.
        "url": reverse("quotes:set_line", args=[0]).removesuffix("0"),
    }


def rows_of(lines: Sequence[QuoteLine], sums: totals.Totals) -> list[Row]:
    """Every line with its money."""
    subtotals = subtotals_of(sums)
    return [
        Row(line, part, subtotals.get(place, ""))
        for place, (line, part) in enumerate(zip(lines, sums.lines, strict=True))
    ]


def subtotals_of(sums: totals.Totals) -> dict[int, str]:
    """What each section comes to, by the place of its heading."""
    return {section.start: money(section.net) for section in sums.sections if section.start is not None}


def money(amount: Any) -> str:
    """An amount as a cell shows it."""
    return formats.number(amount, places=2, language=get_language() or "de")


def grid(request: Request, version: QuoteVersion, *, editable: bool) -> dict[str, Any]:
    """All that the card of the lines shows."""
    lines = queries.lines_of(version)
    sums = queries.totals_of_lines(version, lines)
    return {
        **below(request, version, lines, sums, editable=editable),
        "rows": rows_of(lines, sums),
        "discount": forms.shown(version.discount),
        "editable": editable,
    }


def below(
    request: Request,
    version: QuoteVersion,
    lines: Sequence[QuoteLine],
    sums: totals.Totals,
    *,
    editable: bool = True,
) -> dict[str, Any]:
    """What stands below the lines and changes with each of them: the sums, and what the rules will say."""
    viewer = request.user
    verdict = (
        rules.check(approvals.judged(version, lines, sums, by=viewer, at=request.at)) if editable else None
    )
    needed = approvals.needed(version, lines, sums, verdict) if verdict is not None else None
    return {
        "version": version,
        "quote": version.quote,
        "sums": sums,
        "labels": labels(),
        "may_see_margin": queries.may_see_margin(viewer),
        "warnings": _warnings(verdict, needed, viewer) if verdict is not None else [],
        "needed": _shown(needed, viewer),
        "asked_by_viewer": needed is not None
        and needed.approval is not None
        and needed.approval.asked_by_id == viewer.pk,
        "proposals": pricing.proposals(version, lines, sums, day=timezone.localdate(request.at))
        if editable
        else [],
        "has_products": any(line.product_id for line in lines),
    }


def _warnings(verdict: rules.Verdict, needed: approvals.Needed | None, viewer: User) -> list[rules.Finding]:
    """What the rules will say when it is sent; what tells of the margin only to those who may see it.

    What needs somebody's yes stands in a line of its own.
    """
    shown = queries.may_see_margin(viewer)
    told = needed.findings if needed is not None else []
    return [
        finding
        for finding in verdict.findings
        if finding not in told and (shown or not finding.held.kind.is_confidential)
    ]


def _shown(needed: approvals.Needed | None, viewer: User) -> approvals.Needed | None:
    """Whoever may not see margins does not learn of their limit while typing, only when they send or ask."""
    if needed is None or needed.approval is not None or queries.may_see_margin(viewer):
        return needed
    told = [finding for finding in needed.findings if not finding.held.kind.is_confidential]
    return replace(needed, findings=told) if told else None


def answer(
    request: Request,
    change: actions.Change,
    *,
    changed: Iterable[QuoteLine] | None = None,
    with_order: bool = False,
    says: str = "",
) -> JsonResponse:
    """What an act changed: its rows, the sums, the subtotals; the order where that may have changed too."""
    places = {line.pk: place for place, line in enumerate(change.lines)}
    wanted = [line for line in (change.changed if changed is None else changed) if line.pk in places]
    context = below(request, change.version, change.lines, change.sums)
    context["unclear"] = questions.unclear_lines(change.version.quote_id)
    subtotals = subtotals_of(change.sums)
    row = get_template("quotes/_fragments/row.html")
    data: dict[str, Any] = {
        "revision": change.version.revision,
        "rows": {
            line.pk: row.render(
                {
                    **context,
                    "row": Row(line, change.sums.lines[places[line.pk]], subtotals.get(places[line.pk], "")),
                },
                request,
            )
            for line in wanted
        },
        "subtotals": {change.lines[place].pk: shown for place, shown in subtotals.items()},
        "parts": {
            name: get_template(f"quotes/_fragments/{name}.html").render(context, request)
            for name in ("sums", "warnings", "gross", "proposals")
        },
    }
    if with_order:
        data["order"] = [[line.pk, line.position] for line in change.lines]
    if change.undo is not None:
        data["undo"] = {"id": change.undo, "says": says}
    return JsonResponse(data)


View = Callable[Concatenate[Request, P], HttpResponseBase]


def in_json(view: View[P]) -> View[P]:
    """A refusal in words that the grid shows at the field: 422, or 409 with both values where two typed at once."""

    @wraps(view)
    def inner(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not wants_json(request):
            return view(request, *args, **kwargs)
        if request.POST.get("as", str(request.user.pk)) != str(request.user.pk):
            says = _("Somebody else is signed in here now. What you typed is not saved.")
            return JsonResponse({"says": says}, status=403)
        try:
            return view(request, *args, **kwargs)
        except actions.Overtaken as overtaken:
            return JsonResponse(_both(request, overtaken), status=409)
        except Refused as refusal:
            status = 403 if isinstance(refusal, NotAllowed) else 422
            return JsonResponse({"says": str(refusal)}, status=status)

    return cast(View[P], inner)


def wants_json(request: Request) -> bool:
    """Whether the grid asks; without its script a form was sent."""
    return request.headers.get("Accept", "").startswith("application/json")


def _both(request: Request, overtaken: actions.Overtaken) -> dict[str, Any]:
    """What the field holds now and by whom, in the words of the page."""
    person = editing.names_of([overtaken.by]).get(overtaken.by or 0)
    theirs = forms.field_shown(overtaken.field, overtaken.held)
    name = _("A colleague") if person is None else person.first_name
    if person is not None and person.pk == request.user.pk:
        name = _("You, in another window,")
    shown = filters.plain_date(overtaken.held) if overtaken.field in forms.DATES else theirs
    return {
        "says": _("%(name)s just typed “%(value)s” here.") % {"name": name, "value": shown[:80] or "–"},
        "theirs": theirs,
        "mine": _("Take mine"),
        "hers": _("Keep this"),
    }
