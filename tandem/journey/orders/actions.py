"""Confirming an order from the accepted version, and noting that it was delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import numbers
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook.models import AFTER_SALES, ORDER
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import Matter
from tandem.journey.orders import confirmations, entries
from tandem.journey.orders.models import CONFIRMED, DELIVERED, Delivery, Order, OrderLine
from tandem.journey.quotes import letters, totals
from tandem.journey.quotes import queries as quotes
from tandem.journey.quotes.models import ACCEPTED, Quote, QuoteLine, QuoteVersion

NUMBER_KIND = "order"


class NotAccepted(Refused):
    """An order comes from a version that the customer accepted."""


class AlreadyConfirmed(Refused):
    """Somebody was faster."""


class NotReady(Refused):
    """Something is missing before the confirmation can go out; the sentence says what."""


class NotNow(Refused):
    """The order is not where this could happen."""


@transaction.atomic
def confirm(
    *,
    matter: Matter,
    promised_on: date,
    by: User,
    at: datetime,
    promised: Mapping[int, date] | None = None,
    to: str = "",
    reference: str = "",
    remark: str = "",
    text: str = "",
) -> Order:
    """Confirm the order to the customer and hand it to inside for handling.

    `promised_on` is the delivery date we promise; `promised` may name another one per position.
    """
    current = locked(matter)
    turns.require_act(by, current, day=at.date())
    version = _accepted_version(current)
    to = to.strip() or quotes.recipient_of(current)
    sums = quotes.totals_of(version)
    lines = _accepted_lines(version, sums)
    dates = {line.position: (promised or {}).get(line.position, promised_on) for line, _net in lines}
    _require_ready(to=to, dates=[promised_on, *dates.values()], at=at)
    handling = _handling(current, at=at)
    order = _draw_up(
        current,
        version,
        sums,
        reference=reference,
        remark=remark,
        promised_on=max(dates.values()),
        at=at,
        by=by,
    )
    order_lines = OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                position=line.position,
                text=line.text,
                quantity=line.quantity,
                unit=line.unit,
                price=line.price,
                discount=line.discount,
                cost=line.cost,
                vat_rate=line.vat_rate,
                net=net,
                promised_on=dates[line.position],
            )
            for line, net in lines
        ]
    )
    parties = letters.parties(customer=current.customer, contact=current.contact, by=by, at=at)
    pdf = confirmations.render(order=order, lines=order_lines, version=version, parties=parties, at=at)
    document = files.store(content=pdf, name=_file_name(order), content_type="application/pdf", by=by, at=at)
    _freeze(
        order,
        document=document,
        mail=_mail(order, document=document, to=to, text=text, by=by, at=at),
        to=to,
        by=by,
        at=at,
    )
    teamwork.pass_turn(
        matter=current,
        step_key=ORDER,
        accountable=handling,
        next_step=_("Handle order %(number)s and record the delivery") % {"number": order.number},
        due_at=_noon(order.promised_on),
        value=order.net,
        event=entries.OrderConfirmed(
            order_id=order.pk,
            number=order.number,
            net=str(order.net),
            currency=order.currency,
            promised_on=order.promised_on.isoformat(),
            to=to,
            handed_to="" if handling.pk == by.pk else handling.full_name,
            is_first=order.is_first,
        ),
        by=by,
        at=at,
    )
    return order


def _accepted_version(matter: Matter) -> QuoteVersion:
    existing = Order.objects.filter(matter=matter).first()
    if existing is not None:
        raise AlreadyConfirmed(
            _("This order is confirmed already as %(number)s.") % {"number": existing.number}
        )
    quote = quotes.of_matter(matter)
    if quote is None:
        raise NotAccepted(_("An order comes from an accepted quote; this matter has no quote yet."))
    version = (
        QuoteVersion.objects.select_related("quote__matter__customer")
        .filter(quote=quote, state=ACCEPTED)
        .first()
    )
    if version is None:
        raise NotAccepted(
            _(
                "Quote %(number)s is not won yet. %(who)s can mark it as won with the customer's order "
                "as proof."
            )
            % {"number": quote.label, "who": matter.accountable.full_name if matter.accountable else "–"}
        )
    return version


def _accepted_lines(version: QuoteVersion, sums: totals.Totals) -> list[tuple[QuoteLine, Decimal]]:
    """What was ordered, line by line with its final amount. Of a quote that an ERP made its sum is all that is known:
    one line that names the quote, in whose document the items stand."""
    if version.from_erp:
        return [(confirmations.as_one_line(version), sums.net)]
    lines = [line for line in quotes.lines_of(version) if line.is_counted]
    nets = [line.final for line in sums.lines if line.is_counted]
    return list(zip(lines, nets, strict=True))


def _require_ready(*, to: str, dates: list[date], at: datetime) -> None:
    missing = []
    if not to:
        missing.append(_("The contact has no e-mail address; enter one here or in the file."))
    else:
        try:
            validate_email(to)
        except ValidationError:
            missing.append(_("“%(to)s” is not an e-mail address.") % {"to": to[:100]})
    if min(dates) < timezone.localtime(at).date():
        missing.append(_("The promised delivery date lies in the past."))
    if missing:
        raise NotReady(_("The order cannot be confirmed yet: %(missing)s") % {"missing": " ".join(missing)})


def _draw_up(
    matter: Matter,
    version: QuoteVersion,
    sums: totals.Totals,
    *,
    reference: str,
    remark: str,
    promised_on: date,
    at: datetime,
    by: User,
) -> Order:
    """The order's row, still open to its lines and document; the number is drawn here."""
    quote: Quote = version.quote
    company = people.company()
    year = at.astimezone(ZoneInfo(company.zone if company else "Europe/Berlin")).year
    serial = numbers.draw(kind=NUMBER_KIND, year=year)
    return Order.objects.create(
        matter=matter,
        version=version,
        title=quote.title,
        year=year,
        serial=serial,
        number=numbers.label(year=year, number=serial),
        is_first=not Order.objects.filter(matter__customer=matter.customer).exists(),
        reference=texts.clean(reference, limit=200) or quote.order_reference,
        remark=texts.clean(remark, limit=2000, lines=True),
        currency=quote.currency,
        language=version.language,
        payment=version.payment,
        delivery_terms=version.delivery_terms,
        discount=version.discount,
        list_value=sums.list_value,
        net=sums.net,
        tax=sums.tax,
        gross=sums.gross,
        margin=version.margin,
        taxes=version.taxes,
        promised_on=promised_on,
    )


def _freeze(order: Order, *, document: File, mail: OutgoingMail, to: str, by: User, at: datetime) -> None:
    order.pdf, order.pdf_sha256, order.mail, order.sent_to = document, document.blob_id, mail, to
    order.confirmed_at, order.confirmed_by, order.handed_to_inside_at = at, by, at
    order.save()


def _file_name(order: Order) -> str:
    with translation.override(order.language):
        return _("Order confirmation %(number)s") % {"number": order.number} + ".pdf"


def _mail(order: Order, *, document: File, to: str, text: str, by: User, at: datetime) -> OutgoingMail:
    with translation.override(order.language):
        subject = _("Order confirmation %(number)s: %(title)s") % {
            "number": order.number,
            "title": order.title,
        }
        body = text.strip() or "\n\n".join(
            [
                letters.salutation(order.matter.contact),
                _("thank you for your order. Please find our confirmation %(number)s attached.")
                % {"number": order.number},
                _("Kind regards") + "\n" + by.full_name,
            ]
        )
    [mail] = post.queue(
        drafts=[post.Draft(kind="orders.confirmation", to=[to], subject=subject, body=body)],
        sender=by.email,
        sender_name=by.full_name,
        # The items of an ERP's quote stand in its document only.
        attachments=[document, *_document_of_erp(order.version)],
        by=by,
        at=at,
    )
    return mail


def _document_of_erp(version: QuoteVersion) -> list[File]:
    return [version.pdf] if version.from_erp and version.pdf is not None else []


def _handling(matter: Matter, *, at: datetime) -> User:
    """Who carries on with the order after its confirmation: in a joint step the side that did not act first."""
    step = playbook.step_for(key=ORDER, beside=matter.step, day=at.date())
    answer = playbook.answer_for(step=step, customer=matter.customer, day=at.date())
    return playbook.acting_for(answer.carries_on, customer=matter.customer, day=at.date())


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


@transaction.atomic
def record_delivery(*, order: Order, delivered_on: date, by: User, at: datetime, note: str = "") -> Delivery:
    """The goods arrived: after-sales begins, and inside asks whether the customer is satisfied."""
    matter = locked(order.matter)
    turns.require_act(by, matter, day=at.date())
    current = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if current.state != CONFIRMED:
        raise NotNow(
            _("Order %(number)s was delivered on %(day)s already.")
            % {
                "number": current.number,
                "day": filters.plain_date(current.delivered_on),
            }
        )
    if delivered_on > timezone.localtime(at).date():
        raise NotNow(_("The delivery date lies in the future; record it when the goods have arrived."))
    note = texts.clean(note, limit=500)
    delivery = Delivery.objects.create(
        order=current, delivered_on=delivered_on, recorded_at=at, recorded_by=by, note=note
    )
    current.state, current.delivered_on = DELIVERED, delivered_on
    current.save(update_fields=["state", "delivered_on"])
    teamwork.pass_turn(
        matter=matter,
        step_key=AFTER_SALES,
        next_step=_("Ask whether the customer is satisfied"),
        event=entries.OrderDelivered(
            order_id=current.pk,
            number=current.number,
            delivered_on=delivered_on.isoformat(),
            promised_on=current.promised_on.isoformat(),
            note=note,
        ),
        by=by,
        at=at,
    )
    return delivery


@transaction.atomic
def send_mail_again(*, order: Order, by: User, at: datetime) -> None:
    """A confirmation that was not delivered goes out once more; the order stays what it is."""
    matter = locked(order.matter)
    turns.require_act(by, matter, day=at.date())
    if order.mail is None or not order.mail.is_in_trouble:
        raise NotNow(_("The mail is out already, or just under way."))
    post.again(mail=order.mail, by=by, at=at)
    teamwork.tell(entries.MailAgain(number=order.number), matter=matter, by=by, at=at)
