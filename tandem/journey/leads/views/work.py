"""Pages of leads: the worklist, taking in, and checking, rating and releasing on one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools import validation
from tandem.base.tools.errors import Refused
from tandem.essentials.customers import actions as customer_actions
from tandem.essentials.customers import queries as customers
from tandem.essentials.customers.duplicates import finding, typed
from tandem.essentials.customers.models import Channel, Customer
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import AGENT, READS_ALL
from tandem.essentials.people.web import Request, acts, reads
from tandem.essentials.playbook import rules
from tandem.essentials.teamwork import queries as teamwork
from tandem.journey.leads import actions as leads
from tandem.journey.leads import cards, contradictions, enquiries, forms, queries, scoring
from tandem.journey.leads.actions.web_forms import MAY_SET_UP
from tandem.journey.leads.actions.weights import MAY_WEIGH
from tandem.journey.leads.findings import Finding
from tandem.journey.leads.models import QUALITIES, Lead

STATES = ("", "open", "released", "returned")


@reads
def worklist(request: Request) -> HttpResponseBase:
    """Leads that nobody in field has accepted yet, the oldest first, with their age."""
    day = timezone.localtime(request.at).date()
    mine = people.tandem_ids_of(user=request.user, day=day)
    if not request.user.has_role(*READS_ALL, AGENT) and request.user.has_role(*MAY_SET_UP):
        return redirect("leads:campaigns")  # marketing and administration read figures, not files
    everyone = request.GET.get("alle") == "1" or not mine
    state = request.GET.get("stand", "")
    rows = queries.worklist(
        request.user,
        tandem_ids=None if everyone else mine,
        state=state if state in STATES else "",
        after=_after(request.GET.get("ab", "")),
    )
    page, more = rows[: queries.PAGE], rows[queries.PAGE :]
    context = {
        "rows": _rows(page, at=request.at),
        "more": f"{page[-1].rank}~{page[-1].taken_in_at.isoformat()}~{page[-1].pk}" if more else "",
        "state": state,
        "everyone": everyone,
        "has_tandem": bool(mine),
        "undecided": enquiries.undecided(request.user, tandem_ids=None if everyone else mine),
        "held": enquiries.held_count(request.user),
        "may_set_up": request.user.has_role(*MAY_SET_UP),
        "may_weigh": request.user.has_role(*MAY_WEIGH),
        "tab": "list",
    }
    return render(request, "leads/list.html", context)


def _rows(page: list[Any], *, at: datetime) -> list[dict[str, Any]]:
    """The leads of a page with what a look finds, their score and their age. Three queries."""
    channels, weights = queries.channels_of(one.matter.customer_id for one in page), queries.weights()
    looks = queries.looks_at(page, channels)
    return [
        _row(lead, looks[lead.pk], scoring.of(lead, channels[lead.matter.customer_id], weights), at=at)
        for lead in page
    ]


def _row(lead: Any, looks: list[Finding], score: scoring.Score, *, at: datetime) -> dict[str, Any]:
    return {
        "lead": lead,
        "age": queries.age(lead, at=at, due_at=lead.answer_due or lead.matter.due_at),
        "looks": looks,
        "open_looks": [one for one in looks if one.is_open],
        "score": score,
    }


def _after(raw: str) -> queries.Place | None:
    rank, _tilde, rest = raw.partition("~")
    written, _tilde, pk = rest.partition("~")
    number = validation.whole_number(pk)
    try:
        at = datetime.fromisoformat(written.replace(" ", "+"))
    except ValueError:
        return None
    if at.tzinfo is None or number is None or rank not in ("0", "1"):
        return None
    return int(rank), at, number


def new(request: HttpRequest) -> HttpResponseBase:
    """A lead by hand."""
    return _take_in(request) if request.method == "POST" else _new(request)


@reads
def _new(request: Request) -> HttpResponseBase:
    people.require_role(request.user, *READS_ALL, AGENT, sentence=_("Leads are taken in by sales."))
    customer = _customer(request, request.GET.get("kunde", ""))
    form = forms.LeadForm(
        initial={"country": "DE", "customer": customer.pk if customer else None},
        is_known=customer is not None,
    )
    return _new_page(request, form, customer=customer)


@acts
def _take_in(request: Request) -> HttpResponseBase:
    customer = _customer(request, request.POST.get("customer", ""))
    form = forms.LeadForm(request.POST, is_known=customer is not None)
    if not form.is_valid():
        return _new_page(request, form, customer=customer, status=422)
    values = form.cleaned_data
    person = leads.Person(
        last_name=values["last_name"],
        first_name=values["first_name"],
        salutation=values["salutation"],
        function=values["function"],
        channels=values["lines"],
    )
    address = {name: values[name] for name in ("street", "postcode", "city", "country", "website")}
    own_lines = [] if values["last_name"] else values["lines"]
    try:
        lead = leads.take_in(
            source=values["source"],
            title=values["title"],
            customer=customer,
            new_customer=None if customer else {"name": values["company"], "channels": own_lines, **address},
            person=person,
            campaign=values["campaign"],
            requirement=values["requirement"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, form, customer=customer, status=422)
    who = lead.matter.accountable
    messages.success(
        request, _("Taken in. %(name)s checks the lead.") % {"name": who.first_name if who else "–"}
    )
    if who is not None and who.pk == request.user.pk:
        return redirect("leads:check", lead.matter_id)
    return redirect("leads:list")


def _customer(request: Request, raw: str) -> Customer | None:
    pk = validation.whole_number(raw)
    return customers.get_for(request.user, pk) if pk is not None else None


def _new_page(
    request: Request, form: forms.LeadForm, *, customer: Customer | None, status: int = 200
) -> HttpResponse:
    return render(request, "leads/new.html", {"form": form, "customer": customer}, status=status)


@reads
def card(request: Request) -> HttpResponseBase:
    """A business card, read into the form for a new lead: shown for checking, nothing is stored."""
    people.require_role(request.user, *READS_ALL, AGENT, sentence=_("Leads are taken in by sales."))
    if request.method != "POST":
        return render(request, "leads/card.html", {"form": forms.CardForm()})
    form = forms.CardForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        company = people.company()
        try:
            if file is not None and file.size > cards.LARGEST:
                raise cards.NotACard(_("This is too large for a card. A card has a few lines."))
            written = file.read() if file is not None else form.cleaned_data["written"]
            found = cards.read(written, country=company.country if company else "DE")
        except cards.NotACard as refusal:
            form.add_error("written", str(refusal))
        else:
            filled = forms.LeadForm(initial=found.values(), is_known=False)
            messages.info(request, _("Read from the card. Check it, then take it in."))
            return _new_page(request, filled, customer=None)
    return render(request, "leads/card.html", {"form": form}, status=422)


@reads
def pick(request: Request) -> HttpResponseBase:
    """Is this already a customer? Companies that are like what is being typed, and why."""
    people.require_role(request.user, *READS_ALL, AGENT, sentence=_("Leads are taken in by sales."))
    company = typed.described(
        request.GET.dict(), name="company", phone_fields=["phone"], email_fields=["email"]
    )
    found = finding.find(request.user, company)
    context = {
        "hits": [(hit, customers.file_path(hit.customer_id)) for hit in found.hits],
        "hint": finding.hint(found, day=timezone.localtime(request.at).date()),
    }
    return render(request, "leads/_fragments/known.html", context)


def check(request: HttpRequest, matter_pk: int) -> HttpResponseBase:
    """Check, rate and release on one page."""
    return _rate(request, matter_pk) if request.method == "POST" else _check(request, matter_pk)


@reads
def _check(request: Request, matter_pk: int) -> HttpResponseBase:
    return _check_page(request, queries.get_for(request.user, matter_pk))


@acts
def _rate(request: Request, matter_pk: int) -> HttpResponseBase:
    lead = queries.get_for(request.user, matter_pk)
    address, rating = forms.AddressForm(request.POST), forms.RatingForm(request.POST)
    if not (address.is_valid() & rating.is_valid()):
        return _check_page(request, lead, address=address, rating=rating, status=422)
    values = address.cleaned_data
    customer = lead.matter.customer
    kept = [(one.kind, one.value, one.label) for one in customer.channels.filter(contact=None)]
    try:
        customer_actions.edit(
            customer=customer,
            channels=[*kept, *values["lines"]],
            opened=customer_actions.Opened(file=customer.pk, channels=kept),
            by=request.user,
            at=request.at,
            **{name: values[name] for name in ("street", "postcode", "city", "country")},
        )
        leads.check(lead=lead, by=request.user, at=request.at, **rating.cleaned_data)
    except Refused as refusal:
        rating.add_error(None, str(refusal))
        return _check_page(request, lead, address=address, rating=rating, status=422)
    messages.success(request, _("Checked. Next: release it to field."))
    return redirect(f"{reverse('leads:check', args=[matter_pk])}#freigabe")


@acts
def release(request: Request, matter_pk: int) -> HttpResponseBase:
    """Offer the lead to field."""
    lead = queries.get_for(request.user, matter_pk)
    form = forms.BriefingForm(
        request.POST, verdict=_verdict(request, lead, queries.ruled(lead, at=request.at))
    )
    if not form.is_valid():
        return _check_page(request, lead, briefing=form, status=422)
    try:
        handover = leads.release(lead=lead, by=request.user, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _check_page(request, lead, briefing=form, status=422)
    messages.success(
        request, _("Released. %(name)s takes the lead or returns it.") % {"name": handover.taker.first_name}
    )
    return redirect("leads:check", matter_pk)


@acts
def accept(request: Request, matter_pk: int) -> HttpResponseBase:
    """Field takes the lead."""
    lead = leads.accept_lead(lead=queries.get_for(request.user, matter_pk), by=request.user, at=request.at)
    who = lead.matter.accountable
    name = who.first_name if who else "–"
    messages.success(request, _("Taken. %(name)s arranges the visit.") % {"name": name})
    return redirect("leads:check", matter_pk)


@acts
def give_back(request: Request, matter_pk: int) -> HttpResponseBase:
    """Field gives the lead back."""
    lead = queries.get_for(request.user, matter_pk)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(map(str, form.errors["reason"])))
    reason = form.cleaned_data["reason"]
    leads.return_lead(lead=lead, reason=reason, by=request.user, at=request.at)
    messages.success(request, _("Returned with your reason."))
    return redirect("leads:check", matter_pk)


def _check_page(
    request: Request,
    lead: Lead,
    *,
    address: forms.AddressForm | None = None,
    rating: forms.RatingForm | None = None,
    briefing: forms.BriefingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    day = timezone.localtime(request.at).date()
    matter, customer = lead.matter, lead.matter.customer
    offer = teamwork.open_offer(matter)
    may_act = matter.is_open and teamwork.may_act(request.user, matter, day=day)
    may_rate = may_act and lead.released_at is None and lead.accepted_at is None
    held = queries.ruled(lead, at=request.at) if lead.accepted_at is None else []
    stands_for = people.stand_ins(day=day).represented_by(request.user)
    initial_address = {name: getattr(customer, name) for name in ("street", "postcode", "city", "country")}
    known = customer.channels.select_related("contact").order_by("contact_id", "pk")
    channels = list(customers.with_reach(known))
    looks = queries.looked_at(lead, channels)
    met = tuple(queries.known(lead, found=channels, looks=looks))
    verdict = _verdict(request, lead, held, known=met) if may_rate else None
    score = scoring.of(lead, channels, queries.weights())
    proposed = (
        lead.quality or score.quality,
        score.probability if lead.probability is None else lead.probability,
    )
    initial_rating = {"quality": proposed[0], "probability": proposed[1], "reason": lead.reason}
    context = {
        "lead": lead,
        "matter": matter,
        "customer": customer,
        "team": people.team(tandem_id=customer.tandem_id, day=day),
        "channels": channels[:12],
        "looks": looks,
        "score": score,
        "proposal": scoring.why(score),
        "address": address or forms.AddressForm(initial=initial_address),
        "rating": rating or forms.RatingForm(initial=initial_rating),
        "briefing": briefing or forms.BriefingForm(initial={"briefing": _briefing(lead)}, verdict=verdict),
        "verdict": verdict,
        "forbidden": str(rules.RuleForbids(verdict)) if verdict and verdict.is_forbidden else "",
        "qualities": QUALITIES,
        "missing": _missing(lead, held, channels),
        "offer": offer,
        "contradictions": contradictions.of(lead, at=request.at),
        "may_rate": may_rate,
        "may_answer": offer is not None
        and (offer.taker_id == request.user.pk or offer.taker_id in stands_for),
        "age": queries.age(lead, at=request.at, due_at=offer.answer_due_at if offer else matter.due_at),
    }
    return render(request, "leads/check.html", context, status=status)


def _missing(lead: Lead, held: list[rules.InForce], found: list[Channel]) -> list[str]:
    """What keeps it from being released by the fixed conditions, where no rule of the company's is in their place."""
    if not lead.matter.is_open or lead.accepted_at is not None or queries.replaces_fixed(held):
        return []
    return queries.missing(lead, found=found)


def _verdict(
    request: Request, lead: Lead, held: list[rules.InForce], *, known: tuple[str, ...] | None = None
) -> rules.Verdict:
    """What the rules say of releasing it now."""
    return rules.check(leads.release_of(lead, by=request.user, at=request.at, known=known), held=held)


def _briefing(lead: Lead) -> str:
    """What is known already, so that the briefing is not begun from nothing."""
    contact = lead.matter.contact
    parts = [
        lead.requirement.strip(),
        _("Contact: %(name)s.") % {"name": contact.full_name} if contact else "",
        lead.reason.strip(),
    ]
    return "\n".join(part for part in parts if part)
