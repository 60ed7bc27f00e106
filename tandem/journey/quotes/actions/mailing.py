"""The mail with a quote and the colleague's copy: words, attachments, both queued with the act that sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tandem.base.files import actions as files
from tandem.base.files.models import File
from tandem.base.post import actions as post
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import text as texts
from tandem.essentials.people.models import User
from tandem.journey.quotes import documents, letters, totals, wording
from tandem.journey.quotes.actions.holding import NotValid
from tandem.journey.quotes.models import Quote, QuoteVersion
from tandem.journey.quotes.queries import mails

# What mail servers take together with the document; more is turned away by many.
LARGEST_MB = 10
MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that goes along with a quote."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Subject and words of the mail as they go out."""

    subject: str
    text: str


def chosen_of(version: QuoteVersion, wanted: Sequence[int]) -> list[File]:
    """The files that were picked from what is kept. Refuses one that is not offered for this quote any more."""
    if not wanted:
        return []
    offered = mails.attachable(version).by_pk
    if any(pk not in offered for pk in wanted):
        raise NotValid(_("A file that was chosen is no longer there. Open the form once more."))
    return [offered[pk] for pk in dict.fromkeys(wanted)]


def what_is_wrong(
    subject: str, text: str, uploads: Sequence[Upload], chosen: Sequence[File] = ()
) -> list[str]:
    """What keeps the mail from going out, a sentence each."""
    found = []
    if unknown := wording.unknown(subject, text):
        found.append(_("There is no placeholder %(names)s.") % {"names": ", ".join(unknown)})
    size = sum(len(one.content) for one in uploads) + sum(one.blob.size for one in chosen)
    if size > LARGEST_MB * 1024 * 1024:
        found.append(_("The attachments are larger than %(size)d MB together.") % {"size": LARGEST_MB})
    if len(uploads) + len(chosen) > MOST_FILES:
        found.append(_("At most %(count)d files can be attached.") % {"count": MOST_FILES})
    found += [
        _("“%(name)s” is empty.") % {"name": texts.clean(one.name, limit=80)}
        for one in uploads
        if not one.content
    ]
    return found


def said(version: QuoteVersion, sums: totals.Totals, *, subject: str, text: str, by: User) -> Said:
    """The words with every placeholder filled; where nothing was written, the standard ones."""
    quote = version.quote
    values = mails.values_for(version, sums, by=by)
    with translation.override(version.language):
        subject = subject.strip() or _("Quote %(number)s: %(title)s") % {
            "number": quote.number,
            "title": quote.title,
        }
        text = text.strip() or standard_text(version, by=by)
    return Said(subject=wording.filled(subject, values), text=wording.filled(text, values))


def kept(uploads: Sequence[Upload], *, by: User, at: datetime) -> list[File]:
    """The files, kept with what was sent."""
    return [
        files.store(
            content=one.content,
            name=texts.clean(one.name.replace("\\", "/").rpartition("/")[2], limit=120) or "–",
            content_type=one.content_type or "application/octet-stream",
            by=by,
            at=at,
        )
        for one in uploads
    ]


def queue(
    version: QuoteVersion,
    words: Said,
    *,
    attached: Sequence[File],
    to: str,
    link: str = "",
    copy_to: User | None,
    by: User,
    at: datetime,
) -> tuple[OutgoingMail, OutgoingMail | None]:
    """The customer's mail and the colleague's copy; they leave when the act is done."""
    # The link is the customer's: no copy carries it, or a colleague could accept in their name.
    body = f"{words.text}\n\n{_about_link(version, link)}" if link else words.text
    drafts = [post.Draft(kind="quotes.quote", to=[to], subject=words.subject, body=body)]
    if copy_to is not None:
        drafts.append(_copy(version.quote, words, to=to, copy_to=copy_to, by=by))
    mail, *copied = post.queue(
        drafts=drafts, sender=by.email, sender_name=by.full_name, attachments=attached, by=by, at=at
    )
    return mail, next(iter(copied), None)


def _about_link(version: QuoteVersion, link: str) -> str:
    """What the customer can do by the link, in the customer's language."""
    assert version.valid_until is not None  # `what_is_missing`
    with translation.override(version.language):
        says = _("Look at the quote, ask or accept it here, until %(day)s:") % {
            "day": documents.written(version.valid_until, language=version.language)
        }
    return f"{says}\n{link}"


def _copy(quote: Quote, words: Said, *, to: str, copy_to: User, by: User) -> post.Draft:
    """What the colleague gets, in the colleague's language."""
    with translation.override(copy_to.language):
        note = _("Copy of what %(name)s has just sent to %(to)s (%(customer)s).") % {
            "name": by.full_name,
            "to": to,
            "customer": quote.matter.customer.name,
        }
        subject = _("Copy: %(subject)s") % {"subject": words.subject}
    return post.Draft(kind="quotes.copy", to=[copy_to.email], subject=subject, body=f"{note}\n\n{words.text}")


def standard_text(version: QuoteVersion, *, by: User) -> str:
    """What the mail says unless the sender writes something else, in the active language."""
    matter = version.quote.matter
    return "\n\n".join(
        [
            letters.salutation(matter.contact),
            _("please find our quote “%(title)s” attached. I am glad to answer your questions.")
            % {"title": version.quote.title},
            _("Kind regards") + "\n" + by.full_name,
        ]
    )
