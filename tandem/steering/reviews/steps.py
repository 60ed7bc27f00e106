"""How this room joins the others: 'Ansprechen' in every matter."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers


def register() -> None:
    """Make known what this room offers."""
    offers.register(
        offers.Offer(
            key="reviews.raise",
            step_key="",
            label=_("Raise something openly"),
            icon="messages-square",
            url_name="reviews:raise",
            rank=90,
        ),
    )
