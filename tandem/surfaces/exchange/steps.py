"""How this surface joins the process: as an Excel file out and back in."""

from django.utils.translation import gettext_lazy as _

from tandem.essentials.playbook import offers

offers.register_for_designers(
    offers.ProcessOffer(
        key="exchange.process",
        label=_("As an Excel file"),
        icon="file-spreadsheet",
        url_name="exchange:process",
    )
)
