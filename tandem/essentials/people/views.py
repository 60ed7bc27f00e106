"""Administration of people, tandems, absences and the company; one's own settings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.base.design import typesetting
from tandem.base.files import drawings, pictures
from tandem.essentials.people import actions, forms, offers, queries
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.people.web import Request, acts, reads


def _absolute(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


@reads
def people(request: Request) -> HttpResponseBase:
    """Everybody who works with Tandem."""
    actions.require_administrator(request.user)
    ctx = {
        "people": queries.everybody(day=request.at.date()),
        "link": request.session.pop("one_time_link", None),
    }
    return render(request, "people/people.html", ctx)


def _person_page(
    request: Request, form: forms.PersonForm, person: User | None, status: int = 200
) -> HttpResponseBase:
    ctx = {"form": form, "person": person, "offers": offers.for_person(person.pk) if person else []}
    return render(request, "people/person.html", ctx, status=status)


@reads
def new_person(request: Request) -> HttpResponseBase:
    """The form for a new colleague."""
    actions.require_administrator(request.user)
    company = queries.company()
    return _person_page(
        request, forms.PersonForm(initial={"region": company.region if company else "DE"}), None
    )


@acts
def add_person(request: Request) -> HttpResponseBase:
    """Add a colleague and make the one-time link with which a password is set."""
    form = forms.PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, form, None, status=422)
    company = queries.company()
    zone = company.zone if company else "Europe/Berlin"
    user = actions.add_user(**form.cleaned_data, zone=zone, by=request.user, at=request.at)
    token = actions.invite(user=user, by=request.user, at=request.at)
    request.session["one_time_link"] = _link(request, user, token)
    return redirect("people:people")


def _link(request: HttpRequest, user: User, token: str) -> dict[str, str]:
    return {"name": user.full_name, "url": _absolute(request, reverse("people:invitation", args=[token]))}


@reads
def person(request: Request, pk: int) -> HttpResponseBase:
    """A colleague's data."""
    actions.require_administrator(request.user)
    user = get_object_or_404(queries.all_people(), pk=pk)
    names = ("first_name", "last_name", "email", "phone", "roles", "region")
    return _person_page(
        request, forms.PersonForm(initial={name: getattr(user, name) for name in names}), user
    )


@acts
def edit_person(request: Request, pk: int) -> HttpResponseBase:
    """Change a colleague's data."""
    user = get_object_or_404(queries.all_people(), pk=pk)
    form = forms.PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, form, user, status=422)
    actions.edit_user(user=user, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(request, _("%(name)s is saved.") % {"name": user.full_name})
    return redirect("people:people")


@acts
def invite_person(request: Request, pk: int) -> HttpResponseBase:
    """A new one-time link; the one before ends."""
    user = get_object_or_404(queries.colleagues(), pk=pk)
    token = actions.invite(user=user, by=request.user, at=request.at)
    request.session["one_time_link"] = _link(request, user, token)
    return redirect("people:people")


@reads
def tandems(request: Request) -> HttpResponseBase:
    """All tandems with their seats and territories."""
    actions.require_administrator(request.user)
    return render(
        request, "people/tandems.html", {"teams": queries.teams_with_territories(day=request.at.date())}
    )


def _tandem_page(
    request: Request, form: forms.TandemForm, tandem: Tandem | None, status: int = 200
) -> HttpResponseBase:
    ctx: dict[str, Any] = {"form": form, "tandem": tandem}
    if tandem is not None:
        ctx |= {"territories": queries.territories_of(tandem), "territory_form": forms.TerritoryForm()}
    return render(request, "people/tandem.html", ctx, status=status)


@reads
def new_tandem(request: Request) -> HttpResponseBase:
    """The form for a new tandem."""
    actions.require_administrator(request.user)
    form = forms.TandemForm(people=queries.colleagues(), initial={"from_date": request.at.date()})
    return _tandem_page(request, form, None)


@acts
def add_tandem(request: Request) -> HttpResponseBase:
    """Add a tandem with both seats held."""
    form = forms.TandemForm(request.POST, people=queries.colleagues())
    if not form.is_valid():
        return _tandem_page(request, form, None, status=422)
    inside, outward = form.person("inside"), form.person("outward")
    if inside is None or outward is None:
        form.add_error("inside" if inside is None else "outward", _("A new tandem needs both seats held."))
        return _tandem_page(request, form, None, status=422)
    tandem = actions.add_tandem(
        name=form.cleaned_data["name"],
        inside=inside,
        outward=outward,
        third=form.person("third"),
        from_date=form.cleaned_data["from_date"],
        by=request.user,
        at=request.at,
    )
    messages.success(
        request, _("“%(name)s” is there. Which postcodes does it look after?") % {"name": tandem.name}
    )
    return redirect("people:tandem", tandem.pk)


@reads
def tandem(request: Request, pk: int) -> HttpResponseBase:
    """One tandem: seats, deputy, territories."""
    actions.require_administrator(request.user)
    found = get_object_or_404(queries.all_tandems(), pk=pk)
    return _tandem_page(request, _tandem_form(found, request.at.date()), found)


def _tandem_form(found: Tandem, day: date) -> forms.TandemForm:
    team = queries.team(tandem_id=found.pk, day=day)
    initial = {
        "name": found.name,
        "inside": team.inside.pk if team.inside else "",
        "outward": team.outward.pk if team.outward else "",
        "third": team.third.pk if team.third else "",
        "deputy": found.deputy_id or "",
        "from_date": day,
    }
    return forms.TandemForm(people=queries.colleagues(), initial=initial)


@acts
def edit_tandem(request: Request, pk: int) -> HttpResponseBase:
    """Change name, seats or deputy from a day on."""
    found = get_object_or_404(queries.all_tandems(), pk=pk)
    form = forms.TandemForm(request.POST, people=queries.colleagues())
    if not form.is_valid():
        return _tandem_page(request, form, found, status=422)
    actions.edit_tandem(
        tandem=found,
        name=form.cleaned_data["name"],
        inside=form.person("inside"),
        outward=form.person("outward"),
        third=form.person("third"),
        deputy=form.person("deputy"),
        from_date=form.cleaned_data["from_date"],
        by=request.user,
        at=request.at,
    )
    messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
    return redirect("people:tandems")


@acts
def claim(request: Request, pk: int) -> HttpResponseBase:
    """The tandem looks after more postcodes from now on."""
    found = get_object_or_404(queries.all_tandems(), pk=pk)
    form = forms.TerritoryForm(request.POST)
    if not form.is_valid():
        ctx = {"form": _tandem_form(found, request.at.date()), "tandem": found}
        ctx |= {"territories": queries.territories_of(found), "territory_form": form}
        return render(request, "people/tandem.html", ctx, status=422)
    actions.claim_territory(tandem=found, **form.cleaned_data, by=request.user, at=request.at)
    return redirect("people:tandem", pk)


@acts
def give_up(request: Request, pk: int) -> HttpResponseBase:
    """The tandem no longer claims these postcodes."""
    territory = get_object_or_404(queries.territories(), pk=pk)
    actions.give_up_territory(territory=territory, by=request.user, at=request.at)
    return redirect("people:tandem", territory.tandem_id)


def _absence_form(request: Request, *data: Any, **more: Any) -> forms.AbsenceForm:
    """Whoever may be reported by this person; anybody may be named to stand in."""
    form = forms.AbsenceForm(*data, people=queries.colleagues(), **more)
    form.offer_absent(queries.may_know_of(request.user, day=request.at.date()))
    return form


def _absences_page(request: Request, form: forms.AbsenceForm, status: int = 200) -> HttpResponseBase:
    ctx = {"form": form, "absences": queries.absences_from(day=request.at.date(), viewer=request.user)}
    return render(request, "people/absences.html", ctx, status=status)


@reads
def absences(request: Request) -> HttpResponseBase:
    """Who is away, now and later, and who stands in."""
    initial = {"user": request.user.pk, "from_date": request.at.date(), "to_date": request.at.date()}
    return _absences_page(request, _absence_form(request, initial=initial))


@acts
def report_absence(request: Request) -> HttpResponseBase:
    """Report somebody away."""
    form = _absence_form(request, request.POST)
    if not form.is_valid():
        return _absences_page(request, form, status=422)
    user = form.person("user")
    assert user is not None  # the field is required and lists colleagues only
    days = {name: form.cleaned_data[name] for name in ("from_date", "to_date")}
    actions.report_absence(user=user, deputy=form.person("deputy"), **days, by=request.user, at=request.at)
    messages.success(request, _("Noted. Whoever stands in sees the open matters on their day."))
    return redirect("people:absences")


@acts
def end_absence(request: Request, pk: int) -> HttpResponseBase:
    """Take an absence back."""
    absence = get_object_or_404(queries.absences(viewer=request.user, day=request.at.date()), pk=pk)
    actions.end_absence(absence=absence, by=request.user, at=request.at)
    return redirect("people:absences")


def _company_page(
    request: Request,
    form: forms.CompanyForm | None = None,
    logo_form: forms.LogoForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    found = queries.company()
    initial = {name: getattr(found, name) for name in forms.CompanyForm.base_fields} if found else {}
    ctx = {
        "form": form or forms.CompanyForm(initial=initial),
        "logo_form": logo_form or forms.LogoForm(),
        "logo": found.logo if found else None,
    }
    return render(request, "people/company.html", ctx, status=status)


@reads
def company(request: Request) -> HttpResponseBase:
    """Letterhead, currency, zone, number format."""
    actions.require_administrator(request.user)
    return _company_page(request)


@acts
def edit_company(request: Request) -> HttpResponseBase:
    """Change the company's data."""
    form = forms.CompanyForm(request.POST)
    if not form.is_valid():
        return _company_page(request, form, status=422)
    actions.edit_company(**form.cleaned_data, by=request.user, at=request.at)
    messages.success(request, _("The company's data are saved."))
    return redirect("people:company")


@reads
def logo(request: Request) -> HttpResponseBase:
    """The logo as it is printed."""
    actions.require_administrator(request.user)
    letterhead = queries.letterhead()
    if "logo" not in letterhead:
        raise Http404
    response = HttpResponse(typesetting.picture(letterhead["logo"]), content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@acts
def keep_logo(request: Request) -> HttpResponseBase:
    """Take the logo for the head of letters."""
    form = forms.LogoForm(request.POST, request.FILES)
    if form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["logo"]
        try:
            # A byte more than is allowed is enough to know.
            content = file.read(pictures.LARGEST_LOGO + 1)
            kept = actions.keep_logo(
                content=content, name=file.name or "logo", by=request.user, at=request.at
            )
        except (pictures.NotPrintable, drawings.NotADrawing) as refusal:
            form.add_error("logo", str(refusal))
        else:
            _told(request, _("The logo is printed on every letter from now on."), before=kept.logo_before_id)
            return redirect("people:company")
    actions.require_administrator(request.user)
    return _company_page(request, logo_form=form, status=422)


@acts
def remove_logo(request: Request) -> HttpResponseBase:
    """Letters carry the name again; the banner brings the logo back."""
    now = actions.remove_logo(by=request.user, at=request.at)
    _told(request, _("The logo is removed. Letters carry the company's name."), before=now.logo_before_id)
    return redirect("people:company")


def _told(request: Request, said: str, *, before: int | None) -> None:
    undo = f"undo:{reverse('people:bring_logo_back', args=[before])}" if before else ""
    messages.success(request, said, extra_tags=undo)


@acts
def bring_logo_back(request: Request, pk: int) -> HttpResponseBase:
    """Undo: the logo that was there before."""
    actions.bring_logo_back(file=queries.kept_file(pk), by=request.user, at=request.at)
    messages.success(request, _("The logo is back."))
    return redirect("people:company")


def _settings_page(request: Request, form: forms.SettingsForm, status: int = 200) -> HttpResponseBase:
    return render(request, "people/settings.html", {"form": form}, status=status)


@reads
def settings(request: Request) -> HttpResponseBase:
    """One's own settings."""
    return _settings_page(request, forms.SettingsForm(user=request.user))


@acts
def edit_settings(request: Request) -> HttpResponseBase:
    """Change one's own settings."""
    form = forms.SettingsForm(request.POST, user=request.user)
    if not form.is_valid():
        return _settings_page(request, form, status=422)
    actions.set_own_settings(by=request.user, at=request.at, **form.values())
    messages.success(request, _("Saved."))
    return redirect("people:settings")
