"""The first start in the browser: a few questions, after which the company can work. And one-time links."""

from __future__ import annotations

from allauth.account import views as account_views
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tandem.base.tools.errors import Refused
from tandem.essentials.people import actions, forms, queries
from tandem.essentials.people.models import User
from tandem.essentials.people.web import Request, acts, reads

BACKEND = "tandem.essentials.people.sessions.Backend"


@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page; before the company has anybody, where its first link is found."""
    if not queries.colleagues().exists():
        return render(request, "people/not_set_up.html")
    return account_views.login(request)  # type: ignore[no-any-return]  # allauth is not typed


@never_cache
@sensitive_post_parameters()
def begin(request: HttpRequest, token: str) -> HttpResponseBase:
    """Question 1: the company and its first administrator, by the one-time link of the first start."""
    at = request.at  # type: ignore[attr-defined]  # PersonMiddleware
    if not actions.is_valid(token=token, at=at):
        return render(request, "people/link_used.html", status=410)
    form = forms.FirstPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.begin_company(token=token, at=at, **form.cleaned_data)
        except actions.LinkUsed as refusal:
            return render(request, "people/link_used.html", {"reason": str(refusal)}, status=410)
        except Refused as refusal:
            form.add_error("password" if isinstance(refusal, actions.WeakPassword) else "email", str(refusal))
        else:
            login(request, user, backend=BACKEND)
            return redirect("people:set_up_company")
    return render(request, "people/begin.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """A colleague sets a password with the one-time link and is signed in."""
    at = request.at  # type: ignore[attr-defined]  # PersonMiddleware
    if not actions.is_valid(token=token, at=at):
        return render(request, "people/link_used.html", status=410)
    form = forms.PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.redeem(token=token, password=form.cleaned_data["password"], at=at)
        except actions.LinkUsed as refusal:
            return render(request, "people/link_used.html", {"reason": str(refusal)}, status=410)
        except actions.WeakPassword as refusal:
            form.add_error("password", str(refusal))
        else:
            login(request, user, backend=BACKEND)
            return redirect("/heute")
    return render(request, "people/invitation.html", {"form": form}, status=422 if form.is_bound else 200)


@reads
def company(request: Request) -> HttpResponseBase:
    """Question 2: what stands on the letterhead."""
    actions.require_administrator(request.user)
    found = queries.company()
    initial = {name: getattr(found, name) for name in forms.CompanyForm.base_fields}
    return render(
        request, "people/set_up_company.html", {"form": forms.CompanyForm(initial=initial), "stage": 2}
    )


@acts
def keep_company(request: Request) -> HttpResponseBase:
    """The answers to question 2."""
    form = forms.CompanyForm(request.POST)
    if not form.is_valid():
        return render(request, "people/set_up_company.html", {"form": form, "stage": 2}, status=422)
    actions.edit_company(**form.cleaned_data, by=request.user, at=request.at)
    return redirect("people:set_up_people")


def _people_page(request: Request, form: forms.PersonForm, status: int = 200) -> HttpResponseBase:
    ctx = {"form": form, "people": queries.colleagues(), "stage": 3}
    return render(request, "people/set_up_people.html", ctx, status=status)


@reads
def people(request: Request) -> HttpResponseBase:
    """Question 3: who works with whom."""
    actions.require_administrator(request.user)
    return _people_page(request, _empty_person())


def _empty_person() -> forms.PersonForm:
    found = queries.company()
    return forms.PersonForm(initial={"region": found.region if found else "DE"})


@acts
def add_person(request: Request) -> HttpResponseBase:
    """One more colleague; the links come at the end."""
    form = forms.PersonForm(request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=422)
    actions.add_user(**form.cleaned_data, by=request.user, at=request.at)
    return redirect("people:set_up_people")


def _tandems_page(request: Request, form: forms.TandemForm, status: int = 200) -> HttpResponseBase:
    day = request.at.date()
    ctx = {
        "form": form,
        "territory_form": forms.TerritoryForm(),
        "teams": [row for row in queries.teams_with_territories(day=day) if not row.team.tandem.is_intake],
        "stage": 4,
    }
    return render(request, "people/set_up_tandems.html", ctx, status=status)


@reads
def tandems(request: Request) -> HttpResponseBase:
    """Question 4: which two share customers, and in which postcodes."""
    actions.require_administrator(request.user)
    form = forms.TandemForm(people=queries.colleagues(), initial={"from_date": request.at.date()})
    return _tandems_page(request, form)


@acts
def add_tandem(request: Request) -> HttpResponseBase:
    """One more tandem, with its postcodes where given."""
    form = forms.TandemForm(request.POST, people=queries.colleagues())
    territory = forms.TerritoryForm(request.POST)
    if not (form.is_valid() and territory.is_valid()):
        return _tandems_page(request, form, status=422)
    inside, outward = _seats(form)
    if inside is None or outward is None:
        return _tandems_page(request, form, status=422)
    tandem = actions.add_tandem(
        name=form.cleaned_data["name"],
        inside=inside,
        outward=outward,
        from_date=form.cleaned_data["from_date"],
        by=request.user,
        at=request.at,
    )
    if territory.cleaned_data["postcode_from"]:
        actions.claim_territory(tandem=tandem, **territory.cleaned_data, by=request.user, at=request.at)
    return redirect("people:set_up_tandems")


def _seats(form: forms.TandemForm) -> tuple[User | None, User | None]:
    for name in ("inside", "outward"):
        if form.person(name) is None:
            form.add_error(name, _("A new tandem needs both seats held."))
    return form.person("inside"), form.person("outward")


@reads
def done(request: Request) -> HttpResponseBase:
    """What is set up, and what comes next."""
    actions.require_administrator(request.user)
    day = request.at.date()
    ctx = {"people": queries.colleagues(), "teams": queries.teams_with_territories(day=day), "stage": 6}
    return render(request, "people/set_up_done.html", ctx)


@acts
def finish(request: Request) -> HttpResponseBase:
    """The company can work."""
    actions.finish_set_up(by=request.user, at=request.at)
    return redirect("people:people")
