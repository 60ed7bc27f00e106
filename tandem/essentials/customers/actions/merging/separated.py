"""Taking a merge back: exactly what moved goes back, unless somebody has worked with it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.journal import actions as journal
from tandem.base.tools import text
from tandem.essentials.customers import entries, merging, queries
from tandem.essentials.customers.actions import fields
from tandem.essentials.customers.actions.indexing import index
from tandem.essentials.customers.actions.merging import company
from tandem.essentials.customers.actions.merging import ledger as books
from tandem.essentials.customers.actions.merging.joined import hold_rows, keep_imports_away
from tandem.essentials.customers.actions.merging.ledger import ASIDE, CHANGE, MOVE, Ledger, Node
from tandem.essentials.customers.actions.refusals import MergeRefused
from tandem.essentials.customers.models import Customer, Merge, SearchDocument, Site
from tandem.essentials.people.models import User

# So long a merge can be taken back.
DAYS = 30
# So many things that stayed are named.
_NAMED = 20


@transaction.atomic
def undo_merge(*, merge: Merge, by: User | None, at: datetime) -> Merge:
    """Make two files of one again. What was touched since stays with the survivor and is named."""
    held, kept, other = _hold(merge, by=by, at=at)
    hold_rows(kept)
    back = _Back(held)
    SearchDocument.objects.filter(customer__in=[kept, other]).delete()
    Customer.objects.filter(pk=other.pk).update(merged_into=None, revision=F("revision") + 1, changed_at=at)
    for step in reversed(held.ledger["steps"]):
        back.take(step)
    Customer.objects.filter(pk=kept.pk).update(revision=F("revision") + 1, changed_at=at)
    files = [Customer.objects.select_related("tandem").get(pk=pk) for pk in (kept.pk, other.pk)]
    for one in files:
        _settle_head_office(one)
    told = {
        one.pk: [line for settler in merging.settlers() for line in settler(one, Ledger(), at)]
        for one in files
    }
    index(customer_ids=[kept.pk, other.pk])
    for one, partner in zip(files, reversed(files), strict=True):
        # Both files tell it: they are two again.
        journal.record(
            entries.MergeUndone(
                name=partner.name,
                stayed=back.stayed[:_NAMED] if one.pk == kept.pk else [],
                passed=told[one.pk],
            ),
            customer_id=one.pk,
            by=by,
            at=at,
            lane=by.side if by else "",
        )
    held.undone_at, held.undone_by = at, by
    held.ledger = {"stayed": back.stayed}
    held.save(update_fields=["undone_at", "undone_by", "ledger"])
    return held


def forget_ledgers(*, at: datetime) -> int:
    """Empty the books of merges that can no longer be taken back: they hold what people's cards said."""
    over = Merge.objects.filter(at__lt=at - timedelta(days=DAYS)).exclude(ledger={})
    return over.update(ledger={})


def _hold(merge: Merge, *, by: User | None, at: datetime) -> tuple[Merge, Customer, Customer]:
    keep_imports_away()
    pks = sorted((merge.survivor_id, merge.gone_id))
    list(Customer.objects.select_for_update().only("pk").filter(pk__in=pks).order_by("pk"))
    held = Merge.objects.select_for_update().get(pk=merge.pk)
    both = Customer.objects.select_related("tandem", "parent", "merged_into").in_bulk(pks)
    kept, other = both[merge.survivor_id], both[merge.gone_id]
    if held.undone_at is not None:
        raise MergeRefused(
            _("This was taken back already, on %(day)s.") % {"day": filters.plain_date(held.undone_at)}
        )
    if kept.merged_into is not None:
        raise MergeRefused(
            _("%(name)s has been merged into %(other)s since. Take that back first.")
            % {"name": kept.name, "other": kept.merged_into.name}
        )
    if at > held.at + timedelta(days=DAYS) or "steps" not in held.ledger:
        raise MergeRefused(
            _("A merge can be taken back for %(days)d days. This one is older.") % {"days": DAYS}
        )
    for pk in pks:
        queries.require_write(by, both[pk], day=timezone.localtime(at).date())
    return held, kept, other


class _Back:
    """Takes the steps of a merge back, one by one, the last first."""

    def __init__(self, merge: Merge) -> None:
        book = merge.ledger
        moved: dict[str, set[int]] = {}
        for step in book["steps"]:
            if step["do"] == MOVE:
                moved.setdefault(step["table"], set()).update(step["pks"])
        self._stay, first = company.staying(moved, book["seen"], since=merge.entry_id)
        # What stays, in words.
        self.stayed = list(dict.fromkeys(_named(node) for node in first))

    def take(self, step: dict[str, Any]) -> None:
        """Undo one step as far as it may be undone."""
        model = books.model_of(step["table"])
        if model is None:
            self.stayed.append(step["table"])
        elif step["do"] == MOVE:
            self._point_back(model, step)
        elif step["do"] == ASIDE:
            for row in step["rows"]:
                self._put_back(model, row)
        elif step["do"] == CHANGE:
            self._change_back(model, step)

    def _point_back(self, model: type[models.Model], step: dict[str, Any]) -> None:
        free = [pk for pk in step["pks"] if (step["table"], pk) not in self._stay]
        target = _target(model, step["column"])
        if free and target is not None and target._base_manager.filter(pk=step["was"]).exists():
            books.point(model, step["column"], pks=free, was=step["to"], to=step["was"])

    def _put_back(self, model: type[models.Model], row: dict[str, Any]) -> None:
        row = dict(row)
        for one in model._meta.concrete_fields:
            column = str(one.column)
            target, value = _target(model, column), row.get(column)
            if target is None or value is None or self._may_point(target, value):
                continue
            if not one.null:
                return  # what it belonged to stays with the survivor, who has the same
            row[column] = None
        books.put_back(model, row)

    def _may_point(self, target: type[models.Model], pk: int) -> bool:
        stays = (target._meta.db_table, pk) in self._stay
        return not stays and target._base_manager.filter(pk=pk).exists()

    def _change_back(self, model: type[models.Model], step: dict[str, Any]) -> None:
        node = (step["table"], step["pk"])
        if node in self._stay:
            if model is Site:
                # It stays as another address of the survivor, whose head office is its own again.
                Site.objects.filter(pk=step["pk"]).update(is_head_office=False)
            return
        now = books.columns_of(model, step["pk"], list(step["after"]))
        back = {
            name: step["before"][name]
            for name, value in step["after"].items()
            if now and step["before"][name] != value and self._may_return(model, node, name, now, step)
        }
        if back:
            books.write(model, step["pk"], back)

    def _may_return(
        self, model: type[models.Model], node: Node, name: str, now: dict[str, Any], step: dict[str, Any]
    ) -> bool:
        value = step["before"][name]
        if now[name] != step["after"][name]:
            self._tell(model, name)
            return False
        target = _target(model, name)
        if target is User and value is not None:
            # Nobody gets a turn back who has left meanwhile.
            return User.objects.filter(pk=value, is_active=True).exists()
        if model is Customer and name == "number" and value is not None:
            return self._is_free(value)
        return target is None or value is None or self._may_point(target, value)

    def _is_free(self, number: str) -> bool:
        if Customer.objects.filter(number=number).exists():
            self.stayed.append(_("customer number %(number)s") % {"number": number})
            return False
        return True

    def _tell(self, model: type[models.Model], column: str) -> None:
        label = fields.CUSTOMER.get(column) if model is Customer else None
        if label is not None:
            self.stayed.append(_(label))


def _target(model: type[models.Model], column: str) -> type[models.Model] | None:
    """What a column points at."""
    for one in model._meta.concrete_fields:
        if one.column == column and isinstance(one, models.ForeignKey):
            target = one.related_model
            return target if isinstance(target, type) else None
    return None


def _named(node: Node) -> str:
    """What a row is called; its table where it is gone."""
    table, pk = node
    model = books.model_of(table)
    row = model._base_manager.filter(pk=pk).first() if model is not None else None
    return text.clean(str(row), limit=80) if row is not None else table


def _settle_head_office(customer: Customer) -> None:
    """Each file has one head office, at its own address."""
    address = {name: getattr(customer, name) for name in fields.ADDRESS}
    if not Site.objects.filter(customer=customer, is_head_office=True).update(**address):
        Site.objects.create(customer=customer, is_head_office=True, **address)


def changed_since(merge: Merge) -> Iterator[str]:
    """What would stay, for the page that asks before it is taken back."""
    yield from _Back(merge).stayed
