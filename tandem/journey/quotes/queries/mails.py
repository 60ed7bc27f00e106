"""The texts that a person can send a quote with, and what their placeholders stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import translation

from tandem.base.design import filters, formats
from tandem.base.files.models import File
from tandem.base.post.models import OutgoingMail
from tandem.base.tools.reads import Givens, Read
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Company, User
from tandem.essentials.products.models import ProductFile
from tandem.journey.quotes import letters, totals
from tandem.journey.quotes.models import CustomerDecision, CustomerQuestion, MailText, QuoteLine, QuoteVersion


def mail_texts_for(user: User, *, language: str = "") -> list[MailText]:
    """The company's texts and the person's own, of one language or all."""
    return _TEXTS(user=user.pk, of_language=bool(language), language=language)


def _texts(given: Givens, *, of_language: bool) -> QuerySet[MailText]:
    found = MailText.objects.filter(Q(owner=None) | Q(owner=given.user), removed_at=None)
    return found.filter(language=given.language) if of_language else found


_TEXTS = Read(_texts)


def get_mail_text_for(user: User, pk: int) -> MailText:
    """One of these, or 404."""
    found = MailText.objects.filter(Q(owner=None) | Q(owner=user), removed_at=None)
    return get_object_or_404(found, pk=pk)


def about(version: QuoteVersion) -> QuerySet[OutgoingMail]:
    """The mails about a quote: with its newest version, what confirmed the customer's decision, answers to them."""
    theirs = CustomerDecision.objects.filter(version__quote=version.quote_id).values("mail")
    answers = CustomerQuestion.objects.filter(version__quote=version.quote_id).values("mail")
    sent_with_it = [version.mail_id, version.copy_mail_id]
    found = OutgoingMail.objects.filter(Q(pk__in=sent_with_it) | Q(pk__in=theirs) | Q(pk__in=answers))
    return found.order_by("pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachable:
    """What can go along without being loaded up again."""

    of_products: list[File]
    of_earlier_mails: list[File]

    @property
    def by_pk(self) -> dict[int, File]:
        return {one.pk: one for one in (*self.of_products, *self.of_earlier_mails)}


def attachable(version: QuoteVersion) -> Attachable:
    """The files of the products in a version, and what went along with earlier mails of its quote; two queries.

    A content that is offered once is not offered again under another record.
    """
    products = QuoteLine.objects.filter(version=version.pk, product__isnull=False).values("product")
    kept = ProductFile.objects.filter(product__in=products).values("file")
    sent = QuoteVersion.objects.filter(quote=version.quote_id)
    mails = sent.filter(mail__isnull=False).values("mail")
    own = sent.filter(pdf__isnull=False).values("pdf")
    attached = OutgoingMail.attachments.through.objects.filter(outgoingmail__in=mails).values("file")
    taken: set[tuple[str, str]] = set()

    def fresh(found: QuerySet[File]) -> list[File]:
        files = []
        for file in found.select_related("blob").defer("blob__content").order_by("name", "pk"):
            if (file.name, file.blob_id) not in taken:
                taken.add((file.name, file.blob_id))
                files.append(file)
        return files

    return Attachable(
        of_products=fresh(File.objects.filter(pk__in=kept)),
        of_earlier_mails=fresh(File.objects.filter(pk__in=attached).exclude(pk__in=own)),
    )


def values_for(version: QuoteVersion, sums: totals.Totals, *, by: User) -> Mapping[str, str]:
    """What the placeholders stand for; of a quote without a number `nummer` is filled when it is drawn."""
    quote = version.quote
    matter = quote.matter
    company = people.company() or Company(name="")
    with translation.override(version.language), letters.written_in(version.language, of=company):
        values: dict[str, Any] = {
            "anrede": letters.salutation(matter.contact),
            "kontakt": matter.contact.formal_name if matter.contact else matter.customer.name,
            "firma": matter.customer.name,
            "titel": quote.title,
            "summe": formats.money(sums.net, quote.currency, exact=True, language=version.language),
            "gültig_bis": filters.plain_date(version.valid_until) if version.valid_until else "",
            "absender": by.full_name,
        }
    if quote.number:
        values["nummer"] = quote.number
    return values
