"""Sending a quote: number, document, freezing, mail, follow-up and the register's task, in one
transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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
from tandem.base.links import queries as addresses
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import numbers
from tandem.base.tools.errors import Refused
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import Company, User
from tandem.essentials.playbook import queries as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.models import FOLLOW_UP, REGISTER
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork import queries as turns
from tandem.essentials.teamwork.actions.matters import locked
from tandem.essentials.teamwork.models import CUSTOMER, Matter
from tandem.journey.quotes import (
    copies,
    documents,
    entries,
    letters,
    priced,
    queries,
    questions,
    repeated,
    totals,
)
from tandem.journey.quotes.actions import mailing
from tandem.journey.quotes.actions.customer import link_to
from tandem.journey.quotes.actions.holding import Frozen, NotNow, held
from tandem.journey.quotes.actions.mailing import Upload
from tandem.journey.quotes.models import (
    DRAFT,
    OPEN,
    REQUESTED,
    SECTION,
    SENT,
    SUPERSEDED,
    TAKEN_BACK,
    TEXT,
    FollowUp,
    Quote,
    QuoteLine,
    QuotePresence,
    QuoteVersion,
)
from tandem.journey.quotes.queries import approvals, mails
from tandem.journey.quotes.rules import FollowUpDue, SendQuote

NUMBER_KIND = "quote"


class NotReady(Refused):
    """Something is missing before the quote can go out; the sentence says what."""


def preview(*, version: QuoteVersion, by: User | None, at: datetime) -> bytes:
    """The document as it would go out now, marked as a draft while it has no number. Stores nothing."""
    lines = queries.lines_of(version)
    return letters.render(
        version=version,
        lines=lines,
        sums=queries.totals_of_lines(version, lines),
        parties=_parties(version, by, at),
        at=at,
    )


@transaction.atomic
def send(
    *,
    version: QuoteVersion,
    by: User,
    at: datetime,
    to: str = "",
    text: str = "",
    subject: str = "",
    copy: bool = True,
    reason: str = "",
    uploads: Sequence[Upload] = (),
    chosen: Sequence[int] = (),
    link_site: str = "",
) -> QuoteVersion:
    """Send a version to the customer by mail from the sender's address, with a copy to the partner unless unwanted.

    Placeholders in subject and text are filled; uploaded files go along, and those `chosen` from what is kept. The
    number is drawn last of what can be refused, because everybody who sends waits for its row. Raises NotReady with
    all that is missing, Frozen when somebody was faster. With `link_site` (where this installation is reached) the
    customer's mail, and no copy of it, carries a link to the version.
    """
    matter = locked(version.quote.matter)
    turns.require_act(by, matter, day=at.date())
    current = held(version, matter=matter)
    quote = current.quote
    _require_draft(current)
    to = to.strip() or queries.recipient_of(matter)
    lines = queries.lines_of(current)
    sums = queries.totals_of_lines(current, lines)
    missing = what_is_missing(version=current, lines=lines, sums=sums, to=to, at=at)
    kept = mailing.chosen_of(current, chosen)
    missing += mailing.what_is_wrong(subject, text, uploads, kept)
    if missing:
        raise NotReady(_("The quote cannot go out yet: %(missing)s") % {"missing": " ".join(missing)})
    team = people.team(tandem_id=matter.customer.tandem_id, day=at.date())
    left_out = "" if copy else copies.left_out(team, sender=by)
    act = SendQuote(
        customer=matter.customer,
        matter_id=matter.pk,
        by=by,
        at=at,
        left_out=left_out,
        **approvals.measured(lines, sums),
    )
    rules.require(act, reason=reason, allowed=approvals.allowance(current, lines, sums))
    parties = letters.parties(customer=matter.customer, contact=matter.contact, by=by, at=at, team=team)
    first_time = quote.number is None
    copy_to = copies.copy_for(team, sender=by) if copy else None
    pursuer, follow_up_at = _follow_up(matter, team=team, at=at)
    if first_time:
        _draw_number(quote, at=at, company=parties.company)
    # It is set while the statements below are under way.
    letter = letters.compose(version=current, lines=lines, sums=sums, parties=parties, at=at)
    paper = documents.begin(letters.illustrated(letter, with_products=current.pictures), at=at)
    said = mailing.said(current, sums, subject=subject, text=text, by=by)
    link = addresses.address(link_to(current, by=by, at=at), site=link_site) if link_site else ""
    quote.versions.filter(state=SENT).update(state=SUPERSEDED)
    # A yes that is no longer needed is no longer waited for.
    current.approvals.filter(state=REQUESTED).update(state=TAKEN_BACK, ended_at=at, ended_by=by)
    # The quote first: the database seals what the version says, its number included.
    _open(quote, repeated.columns(lines, sums), follow_up_at=follow_up_at, at=at)
    if first_time:
        _ask_for_register(current, team=team, at=at)
    teamwork.pass_turn(
        matter=matter,
        step_key=FOLLOW_UP,
        next_step=_("Follow up quote %(number)s") % {"number": quote.number},
        accountable=pursuer,
        due_at=follow_up_at,
        waiting_for=CUSTOMER,
        value=sums.net,
        event=entries.QuoteSent(
            quote_id=quote.pk,
            number=quote.number or "",
            version=current.number,
            title=quote.title,
            net=str(sums.net),
            currency=quote.currency,
            to=to,
            copy_to=copy_to.full_name if copy_to else "",
            left_out=left_out,
        ),
        by=by,
        at=at,
    )
    document = files.store(
        content=paper.result(), name=_file_name(current), content_type="application/pdf", by=by, at=at
    )
    attached = [document, *kept, *mailing.kept(uploads, by=by, at=at)]
    mail, copy_mail = mailing.queue(
        current, said, attached=attached, to=to, link=link, copy_to=copy_to, by=by, at=at
    )
    _freeze(current, sums, document=document, to=to, mail=mail, copy_mail=copy_mail, by=by, at=at)
    return current


def what_is_missing(
    *, version: QuoteVersion, lines: list[QuoteLine], sums: totals.Totals, to: str, at: datetime
) -> list[str]:
    """Everything that keeps this version from going out, each as a sentence."""
    missing = []
    if not any(line.is_counted for line in lines):
        missing.append(_("It has no line yet."))
    is_after_item = False
    for line in lines:
        is_after_item = is_after_item or line.is_counted
        if line.is_alternative and not is_after_item:
            missing.append(
                _("Line %(position)d is an alternative, but no item stands before it.")
                % {"position": line.position}
            )
        missing += _missing_in(line)
    if lines and sums.net <= 0:
        missing.append(_("The total is zero."))
    missing += questions.holding_up(version.quote)
    if version.valid_until is None or version.valid_until < timezone.localtime(at).date():
        missing.append(_("The date until which it is valid has passed."))
    if not to:
        missing.append(_("The contact has no e-mail address; enter one here or in the file."))
    else:
        try:
            validate_email(to)
        except ValidationError:
            missing.append(_("“%(to)s” is not an e-mail address.") % {"to": to[:100]})
    return missing


def _missing_in(line: QuoteLine) -> list[str]:
    missing = []
    if line.kind in (TEXT, SECTION) and not line.text.strip():
        missing.append(_("A heading or text is empty."))
    if line.is_item and not line.text.strip():
        missing.append(_("Line %(position)d has no text.") % {"position": line.position})
    if priced.is_gap(line):
        missing.append(
            _("No list has a price for line %(position)d; type one.") % {"position": line.position}
        )
    return missing


def _require_draft(version: QuoteVersion) -> None:
    if version.state == DRAFT and version.quote.is_open:
        return
    if not version.quote.is_open:
        raise NotNow(_("Quote %(number)s is decided.") % {"number": version.quote.label})
    raise Frozen(
        _("Version %(version)d was sent to %(to)s on %(day)s by %(who)s. A change is a new version.")
        % {
            "version": version.number,
            "to": version.sent_to,
            "day": f"{filters.plain_date(version.sent_at)} {filters.clock(version.sent_at)}",
            "who": version.sent_by.full_name if version.sent_by else "–",
        }
    )


def _parties(version: QuoteVersion, by: User | None, at: datetime) -> letters.Parties:
    matter = version.quote.matter
    return letters.parties(customer=matter.customer, contact=matter.contact, by=by, at=at)


def _draw_number(quote: Quote, *, at: datetime, company: Company) -> None:
    year = at.astimezone(ZoneInfo(company.zone or "Europe/Berlin")).year
    serial = numbers.draw(kind=NUMBER_KIND, year=year)
    quote.year, quote.serial, quote.number = year, serial, numbers.label(year=year, number=serial)


def _file_name(version: QuoteVersion) -> str:
    with translation.override(version.language):
        stem = _("Quote %(number)s") % {"number": version.quote.number}
        return f"{stem}.pdf" if version.number == 1 else f"{stem} V{version.number}.pdf"


def _follow_up(matter: Matter, *, team: people.Team, at: datetime) -> tuple[User, datetime]:
    """Who follows the quote up, and when."""
    step = playbook.step_for(key=FOLLOW_UP, beside=matter.step, day=at.date())
    who = playbook.responsible_for(step=step, customer=matter.customer, day=at.date(), team=team)
    return who, playbook.answer_due(rule=FollowUpDue, customer=matter.customer, user=who, at=at)


def _freeze(
    version: QuoteVersion,
    sums: totals.Totals,
    *,
    document: File,
    to: str,
    mail: OutgoingMail,
    copy_mail: OutgoingMail | None,
    by: User,
    at: datetime,
) -> None:
    version.state = SENT
    version.list_value, version.net, version.tax, version.gross = (
        sums.list_value,
        sums.net,
        sums.tax,
        sums.gross,
    )
    version.cost, version.margin = sums.cost, sums.margin
    version.taxes = [[str(entry.rate), str(entry.net), str(entry.tax)] for entry in sums.taxes]
    version.pdf, version.pdf_sha256 = document, document.blob_id
    version.sent_at, version.sent_by, version.sent_to = at, by, to
    version.mail, version.copy_mail = mail, copy_mail
    version.save()
    # Nothing can be taken back any more, and nobody writes here any more.
    version.undos.all().delete()
    QuotePresence.objects.filter(version=version).delete()


def _open(quote: Quote, sums: dict[str, Decimal | None], *, follow_up_at: datetime, at: datetime) -> None:
    quote.state, quote.dated_at, quote.follow_up_at = OPEN, at, follow_up_at
    for name, value in sums.items():
        setattr(quote, name, value)
    quote.save()
    waiting = quote.follow_ups.filter(done_at=None)
    if not waiting.update(due_at=follow_up_at):
        FollowUp.objects.create(quote=quote, due_at=follow_up_at)


def _ask_for_register(version: QuoteVersion, *, team: people.Team, at: datetime) -> None:
    """Step 6 runs beside the matter and may outlive it: the task hangs on the customer."""
    quote = version.quote
    customer = quote.matter.customer
    step = playbook.step_for(key=REGISTER, beside=quote.matter.step, day=at.date())
    who = playbook.responsible_for(step=step, customer=customer, day=at.date(), team=team)
    teamwork.add_task(
        customer=customer,
        title=_("Complete quote %(number)s in the register") % {"number": quote.number},
        accountable=who,
        due_at=playbook.step_due(step=step, user=who, at=at),
        step_key=REGISTER,
        by=None,
        at=at,
    )


@transaction.atomic
def send_mail_again(*, version: QuoteVersion, by: User, at: datetime) -> None:
    """A mail that was not delivered goes out once more; the quote stays what it is."""
    matter = locked(version.quote.matter)
    turns.require_act(by, matter, day=at.date())
    troubled = [mail for mail in mails.about(version) if mail.is_in_trouble]
    if not troubled:
        raise NotNow(_("The mail is out already, or just under way."))
    for mail in troubled:
        post.again(mail=mail, by=by, at=at)
    teamwork.tell(entries.MailAgain(number=version.quote.label), matter=matter, by=by, at=at)
