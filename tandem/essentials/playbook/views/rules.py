"""The rules: to read, to word anew with a look back, to give up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import actions, queries, rulebook, rules
from tandem.essentials.playbook.forms import RuleForm, scope_value
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import InForce, Scope
from tandem.essentials.playbook.views.agreement import state as agreement_state


@reads
def overview(request: Request) -> HttpResponseBase:
    """All rules in force, or those that hold at one customer (`?kunde=`)."""
    queries.require_rule_reader(request.user)
    customer = _customer(request)
    ctx = {
        "customer": customer,
        "sections": rulebook.sections_for(customer, at=request.at)
        if customer
        else rulebook.sections(request.user, at=request.at),
        "may_make": queries.may_make_rules(request.user),
    }
    if customer is None:
        ctx |= agreement_state(request)
        ctx["is_beginning"] = ctx["may_make"] and not rulebook.has_own(at=request.at)
    return render(request, "playbook/rules.html", ctx)


@reads
def choose(request: Request) -> HttpResponseBase:
    """Which kind of rule shall it be: each with its sentence as it could read."""
    queries.require_rule_maker(request.user)
    kinds = rules.known().values()
    areas = [(label, [kind() for kind in kinds if kind.area == area]) for area, label in rules.AREAS.items()]
    ctx = {
        "areas": [(label, found) for label, found in areas if found],
        # Whom it is about and what it comes of go along to the sentence.
        "given": urlencode({key: request.GET[key] for key in ("kunde", "origin") if key in request.GET}),
    }
    return render(request, "playbook/rule_kinds.html", ctx)


@reads
def new(request: Request, key: str) -> HttpResponseBase:
    """Word a new rule; with `ansehen` what it would have done is shown before it is put into force.

    What comes of a conflict words the rule anew that is in force already, where there is one about the same.
    """
    queries.require_rule_maker(request.user)
    kind = rules.known().get(key)
    if kind is None:
        raise Http404
    customer, origin = _customer(request), request.GET.get("origin", "")
    if origin and "ansehen" not in request.GET:
        standing = rulebook.standing(kind=kind(), scope=_first_scope(customer), at=request.at)
        if standing is not None:
            path = reverse("playbook:change_rule", args=[standing.pk])
            return redirect(f"{path}?{urlencode({'origin': origin})}")
    return _show_form(request, _form(request, kind=kind, customer=_customer(request)))


@acts
def put_into_force(request: Request, key: str) -> HttpResponseBase:
    """A new rule, at once."""
    kind = rules.known().get(key)
    if kind is None:
        raise Http404
    return _set(request, _form(request, kind=kind, customer=_customer(request)))


@reads
def change(request: Request, pk: int) -> HttpResponseBase:
    """Word a rule anew, in its sentence."""
    queries.require_rule_maker(request.user)
    rule = queries.get_rule_for(request.user, pk)
    return _show_form(request, _form_of(request, rule), rule=rule)


@acts
def change_it(request: Request, pk: int) -> HttpResponseBase:
    """Another wording, from now on."""
    rule = queries.get_rule_for(request.user, pk)
    return _set(request, _form_of(request, rule), rule=rule)


@acts
def give_up(request: Request, pk: int) -> HttpResponseBase:
    """The rule ends."""
    rule = queries.get_rule_for(request.user, pk)
    actions.end_rule(rule=rule, by=request.user, at=request.at, reason=request.POST.get("reason", ""))
    messages.success(request, _("No longer a rule. Its history is kept."))
    return redirect("playbook:rules")


def _customer(request: Request) -> Customer | None:
    """The customer a page is about, in the address or the form."""
    raw = (request.POST if request.method == "POST" else request.GET).get("kunde", "")
    pk = validation.whole_number(raw)
    return customers.get_for(request.user, pk) if pk is not None else None


def _form(
    request: Request, *, kind: type[rules.RuleKind], customer: Customer | None, of: InForce | None = None
) -> RuleForm:
    """The form, filled with what was sent, with the rule, or with what the kind starts with."""
    sent = request.POST if request.method == "POST" else request.GET if "ansehen" in request.GET else None
    scope = Scope.of(of.rule) if of else _first_scope(customer)
    start: dict[str, Any] = {
        **(of.kind if of else kind()).values(),
        "scope": scope_value(scope),
        "effect": of.effect if of else kind.effects[min(1, len(kind.effects) - 1)],
        "origin": request.GET.get("origin", ""),
    }
    return RuleForm(sent, initial=start, kind=kind, tandems=people.tandems_by_name(), customer=customer)


def _first_scope(customer: Customer | None) -> Scope:
    """For whom a rule is proposed unless somebody chooses otherwise."""
    return Scope(kind="customer", customer=customer) if customer else Scope()


def _replaced(form: RuleForm, *, at: datetime, rule: Rule | None) -> Rule | None:
    """The rule that a wording takes the place of: the one that is changed, or what a conflict's would stand beside.

    What comes of a conflict and is for fewer leaves the wider rule to all others.
    """
    if not form.cleaned_data["origin"] or (rule is not None and Scope.of(rule) == form.chosen_scope()):
        return rule
    rivals = rulebook.rivals(kind=form.rule(), scope=form.chosen_scope(), at=at)
    return rivals[0].rule if len(rivals) == 1 else None


def _form_of(request: Request, rule: Rule) -> RuleForm:
    held = rules.read(rule)
    return _form(request, kind=type(held.kind), customer=rule.customer, of=held)


def _show_form(
    request: Request, form: RuleForm, *, rule: Rule | None = None, status: int = 200
) -> HttpResponseBase:
    path = reverse("playbook:change_rule", args=[rule.pk]) if rule else request.path
    ctx: dict[str, Any] = {"form": form, "rule": rule, "kind": form.kind, "path": path}
    if rule is not None:
        ctx["history"] = rulebook.history(rule)
    if form.is_bound and form.is_valid():
        kind, scope = form.rule(), form.chosen_scope()
        ctx["proposed"] = f"{scope.words()}: {kind.sentence()}"
        ctx["given"] = [(name, value) for name in form.data for value in _all_of(form, name)]
        replaced = _replaced(form, at=request.at, rule=rule)
        ctx["replaced"] = rules.read(replaced) if replaced is not None and rule is None else None
        ctx["rivals"] = rulebook.rivals(kind=kind, scope=scope, at=request.at, but=replaced)
        ctx["past"] = rules.look_back(
            kind=kind, scope=scope, at=request.at, seen=customers.visible_to(request.user)
        )
    return render(request, "playbook/rule_form.html", ctx, status=status)


def _set(request: Request, form: RuleForm, *, rule: Rule | None = None) -> HttpResponseBase:
    if not form.is_valid():
        return _show_form(request, form, rule=rule, status=422)
    try:
        actions.set_rule(
            kind=form.rule(),
            scope=form.chosen_scope(),
            effect=form.cleaned_data["effect"],
            reason=form.cleaned_data["reason"],
            origin=form.cleaned_data["origin"],
            replaces=_replaced(form, at=request.at, rule=rule),
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_form(request, form, rule=rule, status=422)
    messages.success(request, _("In force from now on. Whoever works by it sees it at the customer."))
    return redirect("playbook:rules")


def _all_of(form: RuleForm, name: str) -> list[str]:
    """What was sent under a name of the form, to be sent again with the act."""
    if name not in form.fields and name != "kunde":
        return []
    assert isinstance(form.data, QueryDict)  # it is bound to what was sent
    return form.data.getlist(name)
