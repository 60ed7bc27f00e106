"""The rules that quotes know: when a sent one is followed up, and what is judged when one is sent.

Following up is a contact with the customer. Sending a quote is none: the customer asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.base.journal.entry_types import EntryType
from tandem.base.journal.models import Entry
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import AGENT, FIELD, INSIDE, KEY_ACCOUNT, ORDER_DESK, ROLES, SALES_LEAD
from tandem.essentials.playbook.rules import (
    QUOTES,
    WARN,
    Act,
    DeadlineKind,
    Lasted,
    Objection,
    RuleKind,
    choice,
    number,
    percent,
    rule_kind,
    several,
    working_days,
)
from tandem.essentials.teamwork import contacts
from tandem.essentials.teamwork.contacts import CALL, MAIL, OPEN_QUESTION, QUOTE_FOLLOW_UP
from tandem.essentials.teamwork.rules import told_by
from tandem.journey.quotes import entries, grouping, queries, totals
from tandem.journey.quotes.models import DRAFT, FollowUp, QuoteApproval, QuoteLine, QuoteVersion

# Who writes quotes; those who lead them set the limits.
SENDERS: dict[str, Promise] = {role: ROLES[role] for role in (INSIDE, FIELD, KEY_ACCOUNT, ORDER_DESK, AGENT)}
TOTAL, LINE = "total", "line"
ON: dict[str, str | Promise] = {TOTAL: _("on the whole quote"), LINE: _("on a line")}


@rule_kind
@dataclass(frozen=True, kw_only=True)
class FollowUpDue(DeadlineKind):
    """When a sent quote is followed up."""

    key: ClassVar[str] = "quotes.follow_up_due"
    label: ClassVar[Promise] = _("Follow up a quote")
    area: ClassVar[str] = QUOTES
    days: int = number(1, 60, default=5, unit=working_days)

    def template(self) -> str:
        return gettext("A quote is followed up {days} after it was sent.")

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        """From sending until the customer was asked, or said yes or no before that."""
        asked = FollowUp.objects.filter(quote=OuterRef("quote"), done_at__gt=OuterRef("sent_at"))
        sent = QuoteVersion.objects.filter(
            sent_at__gte=since, sent_by__isnull=False, quote__matter__customer__in=customers
        ).annotate(asked_at=Subquery(asked.order_by("done_at").values("done_at")[:1]))
        for version in sent.select_related("quote__matter", "sent_by").order_by("-sent_at", "-pk"):
            assert version.sent_at is not None  # asked for
            assert version.sent_by is not None
            ends = [moment for moment in (version.asked_at, version.quote.decided_at) if moment is not None]
            matter = version.quote.matter
            yield Lasted(
                customer_id=matter.customer_id,
                matter_id=matter.pk,
                who=version.sent_by,
                since=version.sent_at,
                until=min(ends, default=None),
            )


told_by(entries.FollowedUp, channel=CALL, about=QUOTE_FOLLOW_UP)
told_by(entries.CustomerMailed, channel=MAIL, about=OPEN_QUESTION)
# No contact that the rules judge, and yet the customer has heard from us.
contacts.told_by(entries.QuoteSent, lambda _sent: (MAIL, QUOTE_FOLLOW_UP))
# Whoever asks is answered.
contacts.told_by(entries.CustomerGotAnswer, lambda answer: (MAIL, OPEN_QUESTION) if answer.to else None)


@dataclass(frozen=True, kw_only=True)
class SendQuote(Act):
    """Sending a version to the customer."""

    told_as: ClassVar[tuple[type[EntryType], ...]] = (entries.QuoteSent,)
    # The colleague at inside who could have got a copy and does not; empty where nobody is left out.
    left_out: str = ""
    # In percent: all discounts together, the highest of a line, and the contribution margin (None: not known).
    discount: Decimal = Decimal(0)
    line_discount: Decimal = Decimal(0)
    # The position of that line; 0 where no line has one.
    line_at: int = 0
    margin: Decimal | None = None
    # The same of each line that is a product of a group.
    of_groups: tuple[grouping.OfGroup, ...] = ()

    @classmethod
    def past(cls, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Self]:
        """The versions that people sent since then, as they went out. Four queries."""
        sent = (
            QuoteVersion.objects.filter(
                sent_at__gte=since, sent_by__isnull=False, quote__matter__customer__in=customers
            )
            .exclude(state=DRAFT)
            .select_related("quote__matter__customer", "sent_by")
            .prefetch_related("lines__product")
        )
        told = Entry.objects.filter(type=entries.QuoteSent.key, at__gte=since, data__has_key="left_out")
        left_out = {
            (data["quote_id"], data["version"]): data["left_out"]
            for data in told.values_list("data", flat=True)
        }
        for version in sent.order_by("-sent_at", "-pk").iterator(chunk_size=500):
            matter = version.quote.matter
            assert version.sent_at is not None  # it is frozen
            line_discount, line_at = highest(version.lines.all())
            yield cls(
                customer=matter.customer,
                by=version.sent_by,
                at=version.sent_at,
                matter_id=matter.pk,
                left_out=left_out.get((version.quote_id, version.number), ""),
                discount=_share(
                    (version.list_value or totals.ZERO) - (version.net or totals.ZERO), version.list_value
                ),
                line_discount=line_discount,
                line_at=line_at,
                margin=totals.percent_of(version.margin, version.net or totals.ZERO),
                of_groups=_of_groups(version),
            )


def highest(lines: Iterable[QuoteLine]) -> tuple[Decimal, int]:
    """The highest discount of a line, and the first position that has it."""
    discount, place = max(((line.discount, -line.position) for line in lines), default=(Decimal(0), 0))
    return (discount, -place) if discount else (Decimal(0), 0)


def _of_groups(version: QuoteVersion) -> tuple[grouping.OfGroup, ...]:
    lines = sorted(version.lines.all(), key=lambda line: line.position)
    if not any(line.product_id for line in lines):
        return ()
    return grouping.of_lines(lines, queries.totals_of_lines(version, lines))


def _share(part: Decimal, whole: Decimal | None) -> Decimal:
    return totals.percent_of(part, whole or totals.ZERO) or Decimal(0)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class CopyToInside(RuleKind):
    """Inside learns of every quote that goes out."""

    key: ClassVar[str] = "quotes.copy_to_inside"
    label: ClassVar[Promise] = _("Copy of a quote to inside sales")
    area: ClassVar[str] = QUOTES
    acts: ClassVar[tuple[type[Act], ...]] = (SendQuote,)
    suggested: ClassVar[str] = WARN

    def template(self) -> str:
        return gettext("A quote goes out with a copy to inside sales.")

    def judge(self, act: SendQuote) -> Objection | None:
        """Where nobody sits at inside, nobody is left out."""
        if not act.left_out:
            return None
        return Objection(sentence=gettext("%(name)s gets no copy of this quote.") % {"name": act.left_out})


@rule_kind
@dataclass(frozen=True, kw_only=True)
class DiscountLimit(RuleKind):
    """How much discount somebody gives on their own."""

    key: ClassVar[str] = "quotes.discount_limit"
    label: ClassVar[Promise] = _("Limit of discounts")
    area: ClassVar[str] = QUOTES
    acts: ClassVar[tuple[type[Act], ...]] = (SendQuote,)
    suggested: ClassVar[str] = WARN
    entitled: ClassVar[tuple[str, ...]] = (SALES_LEAD,)
    roles: tuple[str, ...] = several(SENDERS, default=(FIELD, AGENT))
    on: str = choice(ON, default=TOTAL)
    percent: int = number(0, 99, default=10, unit=percent)
    group: str = choice(grouping.options, default=grouping.ALL, keeps_unknown=True)

    def template(self) -> str:
        return gettext("{roles} give at most {percent} discount {on} ({group}).")

    @property
    def topic(self) -> str:
        of = f":{self.group}" if self.group else ""
        return f"{self.on}:{','.join(self.roles)}{of}"

    @property
    def strictness(self) -> int:
        return -self.percent

    def judge(self, act: SendQuote) -> Objection | None:
        """All discounts together count, so that a large one can't be spread over the lines."""
        if self.group:
            own = [line for line in act.of_groups if line.group == self.group]
            given = max(
                (one.reduction if self.on == TOTAL else one.discount for one in own), default=Decimal(0)
            )
        else:
            given = act.discount if self.on == TOTAL else act.line_discount
        if act.by is None or not act.by.has_role(*self.roles) or given <= self.percent:
            return None
        if self.group:
            return Objection(
                sentence=gettext("%(group)s: an item has more than %(limit)s discount.")
                % {"group": grouping.words(self.group), "limit": percent(self.percent)}
            )
        if self.on == LINE and act.line_at:
            return Objection(
                sentence=gettext("Item %(position)d: discount over %(limit)s.")
                % {"position": act.line_at, "limit": percent(self.percent)}
            )
        return Objection(
            sentence=gettext("The discount %(on)s is over %(limit)s.")
            % {"on": ON[self.on], "limit": percent(self.percent)}
        )


@rule_kind
@dataclass(frozen=True, kw_only=True)
class MarginLimit(RuleKind):
    """Under which contribution margin nobody sends a quote on their own.

    What it says of a quote tells something of its margin, and the journal is read by people who may not see margins
    (`queries.may_see_margin`), as may be whoever sends: so its words name neither the margin nor that it is one.
    """

    key: ClassVar[str] = "quotes.margin_limit"
    label: ClassVar[Promise] = _("Limit of the contribution margin")
    area: ClassVar[str] = QUOTES
    acts: ClassVar[tuple[type[Act], ...]] = (SendQuote,)
    entitled: ClassVar[tuple[str, ...]] = (SALES_LEAD,)
    is_confidential: ClassVar[bool] = True
    roles: tuple[str, ...] = several(SENDERS, default=(INSIDE, FIELD, AGENT))
    percent: int = number(1, 90, default=15, unit=percent)
    group: str = choice(grouping.options, default=grouping.ALL, keeps_unknown=True)

    def template(self) -> str:
        return gettext("{roles} send no quote under {percent} contribution margin ({group}).")

    def told(self) -> str:
        return gettext("Some quotes are looked at by sales management before they go out.")

    @property
    def topic(self) -> str:
        return ",".join(self.roles) + (f":{self.group}" if self.group else "")

    @property
    def strictness(self) -> int:
        return self.percent

    def judge(self, act: SendQuote) -> Objection | None:
        """Where the cost of a line is not known, nothing can be said."""
        margins = (
            [one.margin for one in act.of_groups if one.group == self.group] if self.group else [act.margin]
        )
        lowest = min((margin for margin in margins if margin is not None), default=None)
        if act.by is None or not act.by.has_role(*self.roles) or lowest is None or lowest >= self.percent:
            return None
        return Objection(sentence=gettext("Sales management looks at this quote before it goes out."))


# What goes beyond one of these needs somebody else's yes before it goes out.
LIMITS: tuple[type[RuleKind], ...] = (DiscountLimit, MarginLimit)


@rule_kind
@dataclass(frozen=True, kw_only=True)
class ApprovalAnswer(DeadlineKind):
    """Until when somebody who is asked to approve a quote answers."""

    key: ClassVar[str] = "quotes.approval_answer"
    label: ClassVar[Promise] = _("Approve a quote")
    area: ClassVar[str] = QUOTES
    days: int = number(0, 60, default=1, unit=working_days)

    def template(self) -> str:
        return gettext("Whoever is asked to approve a quote answers within {days}.")

    def lasted(self, *, customers: QuerySet[Customer], since: datetime) -> Iterator[Lasted]:
        found = QuoteApproval.objects.filter(
            asked_at__gte=since, version__quote__matter__customer__in=customers
        )
        for one in found.select_related("version__quote__matter", "asked").order_by("-asked_at", "-pk"):
            matter = one.version.quote.matter
            yield Lasted(
                customer_id=matter.customer_id,
                matter_id=matter.pk,
                who=one.asked,
                since=one.asked_at,
                until=one.answered_at or one.ended_at,
            )
