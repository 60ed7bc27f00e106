"""What this room offers while a matter stands at a step, and what there is to read of it."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers
from tandem.essentials.playbook.models import FOLLOW_UP, QUOTE
from tandem.journey.quotes.models import QuoteVersion

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
        return []
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


offers.register_documents("quotes", _documents)
