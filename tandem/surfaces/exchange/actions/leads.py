"""A list of enquiries: the companies that an import took in as new become leads (S1.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.journey.leads import actions as leads
from tandem.journey.leads.models import LIST
from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.actions.refusals import NotNow
from tandem.surfaces.exchange.models import DONE, ImportRun

# So many are opened at a time: the person waits for it. The page says how many are left.
AT_A_TIME = 200


@transaction.atomic
def make_leads(*, run: ImportRun, title: str, campaign: str, by: User, at: datetime) -> int:
    """Open a lead for each company that this import took in and that has none yet; how many were opened.

    At most `AT_A_TIME`; a company never gets a second lead from the same import. The campaign stays attached.
    """
    queries.require_import(by)
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.state != DONE:
        raise NotNow(_("Leads are made from a list that was read in."))
    customers = queries.without_lead(held)[:AT_A_TIME]
    if not customers:
        raise NotNow(_("Each new company of this list already is a lead."))
    for customer in customers:
        leads.take_in(
            source=LIST,
            title=title,
            campaign=campaign,
            customer=customer,
            contact=customer.contacts.filter(is_active=True).order_by("pk").first(),
            payload={"import_run": held.pk, "file": held.file_name},
            by=by,
            at=at,
        )
    return len(customers)
