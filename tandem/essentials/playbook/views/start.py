"""Rules to start with: a few sentences whose words a new company chooses, put into force in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import actions, queries, rulebook, rules
from tandem.essentials.playbook.forms import ALL, RuleForm
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import InForce, Scope


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One sentence, with whether it is wanted, and the rule that it would word anew."""

    form: RuleForm
    is_on: bool
    replaces: Rule | None

    @property
    def key(self) -> str:
        return self.form.kind.key


@reads
def page(request: Request) -> HttpResponseBase:
    """The sentences; as the last question of the set-up (`?einrichtung=1`) or for a company at work."""
    queries.require_rule_maker(request.user)
    return _show(request, _suggestions(request))


@acts
def put_into_force(request: Request) -> HttpResponseBase:
    """Those that are wanted, all or none."""
    queries.require_rule_maker(request.user)
    found = _suggestions(request)
    wanted = [one for one in found if one.is_on]
    if not all(one.form.is_valid() for one in wanted):
        return _show(request, found, status=422)
    for one in wanted:
        actions.set_rule(
            kind=one.form.rule(),
            scope=Scope(),
            effect=one.form.cleaned_data["effect"],
            replaces=one.replaces,
            by=request.user,
            at=request.at,
        )
    if wanted:
        count = len(wanted)
        said = ngettext("%(count)d rule in force.", "%(count)d rules in force.", count) % {"count": count}
        messages.success(request, said + " " + _("You can change each one at any time."))
    return redirect("people:set_up_done" if _is_set_up(request) else "playbook:rules")


def _suggestions(request: Request) -> list[Suggestion]:
    sent = request.POST if request.method == "POST" else None
    held = _of_all(request.at)
    found = []
    for kind in rulebook.suggested():
        current = held.get(kind.key)
        start = {**kind().values(), "scope": ALL, "effect": kind.suggested}
        form = RuleForm(sent, initial=start, prefix=kind.key, kind=kind, tandems=[])
        is_on = f"on-{kind.key}" in sent if sent is not None else True
        found.append(Suggestion(form=form, is_on=is_on, replaces=current.rule if current else None))
    return found


def _of_all(at: datetime) -> dict[str, InForce]:
    """What already holds for all customers, by kind: a suggestion words it anew instead of contradicting it."""
    kinds = [kind.key for kind in rulebook.suggested()]
    held = rules.in_force(at).filter(scope=ALL, kind__in=kinds).order_by("pk")
    return {rule.kind: rules.read(rule) for rule in held}


def _is_set_up(request: Request) -> bool:
    return "einrichtung" in (request.POST if request.method == "POST" else request.GET)


def _show(request: Request, found: list[Suggestion], *, status: int = 200) -> HttpResponseBase:
    ctx = {"suggestions": found, "stage": 5 if _is_set_up(request) else 0}
    return render(request, "playbook/rules_to_start.html", ctx, status=status)
