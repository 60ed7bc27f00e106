"""What this room offers while a matter stands at a step, and what there is to read of it."""

from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.base.journal import actions as journal
from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.base.links import purposes
from tandem.essentials.people.models import FIELD
from tandem.essentials.playbook import conditions, facts, offers
from tandem.essentials.playbook.models import FOLLOW_UP, QUOTE
from tandem.essentials.teamwork import things
from tandem.essentials.teamwork.entries import QuestionReopened
from tandem.essentials.teamwork.models import NOTHING
from tandem.journey.quotes import actions, calling
from tandem.journey.quotes.models import Quote, QuoteApproval, QuoteVersion
from tandem.journey.quotes.queries import approvals
from tandem.journey.quotes.views import by_link

offers.register(
    offers.Offer(
        key="quotes.write",
        step_key=QUOTE,
        label=_("Write the quote"),
        icon="file-text",
        url_name="quotes:start",
        rank=10,
    ),
    offers.Offer(
        key="quotes.follow_up",
        step_key=FOLLOW_UP,
        label=_("Follow up"),
        icon="phone",
        url_name="quotes:start",
        rank=10,
    ),
)


def _documents(matter_id: int) -> list[offers.Document]:
    """The quote and what was sent of it, the newest first."""
    versions = list(
        QuoteVersion.objects.filter(quote__matter=matter_id).select_related("quote").order_by("-number")
    )
    if not versions:
        return _asked_about(matter_id)
    quote = versions[0].quote
    label = gettext("Quote %(number)s") % {"number": quote.number} if quote.number else gettext("Quote")
    url = reverse("quotes:quote", args=[quote.pk])
    found = [offers.Document(label=label, url=url, detail=quote.state_label)]
    for version in versions:
        if version.pdf_id is not None:
            pdf = reverse("quotes:document", args=[version.pk])
            found.append(
                offers.Document(label=f"{label}, {version} (PDF)", url=pdf, detail=version.state_label)
            )
    return found


def _asked_about(matter_id: int) -> list[offers.Document]:
    """The quote about which the customer asked by link: there they get their answer."""
    return [
        offers.Document(
            label=gettext("Answer the question on quote %(number)s") % {"number": quote.number},
            url=f"{reverse('quotes:quote', args=[quote.pk])}#rueckfragen",
            icon="messages-square",
        )
        for quote in Quote.objects.filter(versions__customer_questions__request=matter_id)
    ]


offers.register_documents("quotes", _documents)


def _open_quotes(customer: Any, at: Any) -> QuerySet[Any, Any]:
    """Quotes that the customer has had and not decided."""
    return (
        Quote.objects.filter(
            Q(decided_at=None) | Q(decided_at__gt=at),
            Q(matter__closed_at=None) | Q(matter__closed_at__gt=at),
            matter__customer=customer,
            number__isnull=False,
            dated_at__lte=at,
        )
        .order_by("dated_at", "pk")
        .values(**facts.told(text="number", since="dated_at"))
    )


def _the_quote(number: str) -> str:
    return gettext("Quote %(number)s") % {"number": number}


def _url_of_quote(pk: int) -> str:
    return reverse("quotes:quote", args=[pk])


facts.register(
    facts.FactKind(
        key="quotes.open_quote",
        label=_("a quote is open"),
        icon="file-text",
        rows=_open_quotes,
        words=_the_quote,
        url=_url_of_quote,
    )
)


def _is_sent(matter_id: int) -> bool:
    return QuoteVersion.objects.filter(quote__matter=matter_id, sent_at__isnull=False).exists()


conditions.register(
    conditions.Condition(key="quotes.sent", label=_("quote sent"), side=FIELD, holds=_is_sent),
)


def _asked_again(entry: Entry, _event: EntryType) -> None:
    """A question was asked again: whoever holds a link to it may answer once more."""
    if entry.matter_id is not None:
        actions.renew_links(matter_id=entry.matter_id, at=entry.at)


for _purpose in by_link.PURPOSES:
    purposes.register(_purpose)
journal.listen(QuestionReopened, _asked_again)


def _approvals() -> QuerySet[Any, Any]:
    """Requests for a yes on drafts that are still being written."""
    return approvals.waiting_for(Q()).annotate(
        thing_what=F("version__quote__title"),
        thing_customer_id=F("version__quote__matter__customer_id"),
        thing_customer=F("version__quote__matter__customer__name"),
        thing_tandem_id=F("version__quote__matter__customer__tandem_id"),
        thing_matter_id=F("version__quote__matter_id"),
        thing_holder_id=F("asked_id"),
        thing_waiter_id=F("asked_by_id"),
        thing_waiting_for=Value(NOTHING, output_field=CharField()),
        thing_step_key=Value("", output_field=CharField()),
        thing_since=F("asked_at"),
        thing_due_at=F("due_at"),
    )


# Waited for, reminded of and escalated like everything that is open and has a date.
things.register(
    things.Kind(
        key="approval",
        label=_("Approve a quote"),
        icon="scale",
        model=QuoteApproval,
        open=_approvals,
    )
)

calling.know()
