"""What must hold of the rules: their words are read by their kinds, and the database guards what was in force."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.base.tools import checks
from tandem.base.tools.checks import Check, Violation
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.agreement.text import digest
from tandem.essentials.playbook.models import Agreement, Rule
from tandem.essentials.playbook.rules import NotAValue


def _unreadable() -> Iterator[Violation]:
    for rule in Rule.objects.filter(kind__in=list(rules.known()), ended_at=None).order_by("pk"):
        try:
            kind = rules.read(rule).kind
        except NotAValue as error:
            yield _violation(rule, str(error))
            continue
        if rule.effect not in kind.effects:
            yield _violation(rule, f"this kind cannot {rule.effect}")
        if rule.strictness is not None and (rule.topic, rule.strictness) != (kind.topic, kind.strictness):
            yield _violation(rule, "its topic or strictness is stored otherwise than it reads")


def _touched() -> Iterator[Violation]:
    for found in Agreement.objects.order_by("number").iterator():
        if digest(found.content) != found.sha256:
            yield Violation(
                invariant="INV6",
                record=f"agreement {found.number}",
                sentence=f"Agreement {found.number} no longer reads as it was published.",
            )


def _violation(rule: Rule, why: str) -> Violation:
    return Violation(
        invariant="INV7",
        record=f"rule {rule.pk}",
        sentence=f"The rule {rule.pk} ({rule.kind}) cannot be kept: {why}",
    )


def register() -> None:
    """Make the checks known; called when the room is loaded."""
    checks.register(
        Check(invariant="INV7", name="rules that cannot be kept", find=_unreadable),
        Check(invariant="INV6", name="agreements that were touched", find=_touched),
        checks.guards(invariant="INV6", table="playbook_rule", triggers=("playbook_rule_stays",)),
        *(
            checks.guards(invariant="INV6", table=table, triggers=(trigger,))
            for table, trigger in (
                ("playbook_agreement", "playbook_agreement_stays"),
                ("playbook_acknowledgement", "playbook_acknowledgement_stays"),
                ("playbook_process", "playbook_process_stays"),
                ("playbook_step", "playbook_step_stays"),
                ("playbook_stepexception", "playbook_exception_stays"),
            )
        ),
    )
