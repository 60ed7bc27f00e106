"""Putting rules into force, wording them anew, giving them up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.journal import actions as journal
from tandem.base.tools import text as texts
from tandem.base.tools.errors import Refused
from tandem.essentials.people.models import User
from tandem.essentials.playbook import entries, queries, rules
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import RuleKind, Scope


class RuleEnded(Refused):
    """Somebody was faster: the rule has been worded anew or given up."""


class EffectUnknown(Refused):
    """A kind of rule that cannot do this."""


@transaction.atomic
def set_rule(
    *,
    kind: RuleKind,
    scope: Scope,
    effect: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    origin: str = "",
    replaces: Rule | None = None,
) -> Rule:
    """Put a rule into force, at once; with `replaces` it is another wording of that one, which ends."""
    queries.require_rule_maker(by)
    if effect not in kind.effects:
        raise EffectUnknown(_("“%(rule)s” cannot do that.") % {"rule": kind.label})
    before = _ended(replaces, by=by, at=at) if replaces is not None else None
    rule = Rule.objects.create(
        kind=kind.key,
        **scope.fields(),
        effect=effect,
        values=kind.values(),
        topic=kind.topic,
        strictness=kind.strictness,
        in_force_from=at,
        replaces=before,
        made_by=by,
        made_at=at,
        reason=texts.clean(reason, limit=300),
        origin=origin[:40],
    )
    event = entries.RuleSet(
        rule=rule.pk, scope=scope.words(), rule_sentence=kind.sentence(), effect=effect, reason=rule.reason
    )
    _tell(event, rule, by=by, at=at)
    return rule


@transaction.atomic
def end_rule(*, rule: Rule, by: User, at: datetime, reason: str = "") -> Rule:
    """Give a rule up: from now on the wider one holds, or none."""
    queries.require_rule_maker(by)
    ended = _ended(rule, by=by, at=at)
    kind = rules.read(ended).kind
    event = entries.RuleGivenUp(
        rule=ended.pk,
        scope=Scope.of(ended).words(),
        rule_sentence=kind.sentence(),
        reason=texts.clean(reason, limit=300),
    )
    _tell(event, ended, by=by, at=at)
    return ended


def _ended(rule: Rule, *, by: User | None, at: datetime) -> Rule:
    """The rule with its end; of two who change it at once the second learns of the first."""
    current = Rule.objects.select_for_update().get(pk=rule.pk)
    if current.ended_at is not None:
        who = current.ended_by.full_name if current.ended_by else _("Somebody")
        raise RuleEnded(
            _("%(name)s was faster and has changed this rule. Have a look at it as it is now.")
            % {"name": who}
        )
    # A rule may be set for a later day; given up before it never held.
    current.ended_at, current.ended_by = max(at, current.in_force_from), by
    current.save(update_fields=["ended_at", "ended_by"])
    return current


def _tell(event: entries.RuleSet | entries.RuleGivenUp, rule: Rule, *, by: User | None, at: datetime) -> None:
    journal.record(event, customer_id=rule.customer_id, by=by, at=at, lane=by.side if by else "")
