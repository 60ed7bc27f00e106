"""Drawing the agreement up: the rules in force by area, then who answers for which step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.essentials.playbook import designing, parties, queries, rulebook, rules
from tandem.essentials.playbook.agreement.text import LANGUAGES, Content, Line, Section, Text, Wording
from tandem.essentials.playbook.designing.differences import exception_words
from tandem.essentials.playbook.models import Agreement, Rule, Step
from tandem.essentials.playbook.rules import working_days


def draw_up(*, preamble: str, since: Agreement | None, at: datetime) -> Content:
    """The agreement as it would read now, with what is different from the one before. Five queries."""
    before = Content.read(since.content) if since is not None else None
    found = rules.in_force(at).select_related("tandem", "customer", "made_by").order_by("kind", "pk")
    held = [rules.read(rule) for rule in found]
    steps = queries.steps(day=timezone.localdate(at))
    roots = _roots()
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            text = Text(sections=(*_rules(held, roots), _responsibilities(steps, parties.directory().names)))
        texts[language] = text.since(before.texts[language]) if before is not None else text
    return Content(
        number=before.number + 1 if before is not None else 1,
        preamble=preamble.strip(),
        preamble_before=before.preamble if before is not None else "",
        texts=texts,
    )


def _roots() -> dict[int, int]:
    """For each wording that replaced another the first one of its rule."""
    replaced = Rule.objects.exclude(replaces=None).order_by("made_at", "pk")
    roots: dict[int, int] = {}
    for pk, before in replaced.values_list("pk", "replaces_id"):
        assert before is not None  # those without are left out
        roots[pk] = roots.get(before, before)
    return roots


def _rules(held: list[rules.InForce], roots: dict[int, int]) -> list[Section]:
    """What holds: of rules that contradict each other the stricter alone."""
    return [
        Section(
            label=section.label,
            lines=tuple(_rule(row, roots) for row in section.rows if not row.outdone_by),
        )
        for section in rulebook.by_area(held)
    ]


def _rule(row: rulebook.Row, roots: dict[int, int]) -> Line:
    rule = row.held.rule
    wording = Wording(
        about=row.scope,
        words=row.sentence,
        effect=row.effect_words,
        tandem=rule.tandem_id,
        customer=rule.customer_id,
    )
    return Line(key=f"rule:{roots.get(rule.pk, rule.pk)}", now=wording)


def _responsibilities(steps: list[Step], names: Mapping[str, str]) -> Section:
    return Section(
        label=_("Who answers for which step"),
        lines=tuple(
            Line(
                key=f"step:{step.key}",
                now=Wording(about=f"{step.position} {step.name}", words=_answers(step, names)),
            )
            for step in steps
        ),
    )


def _answers(step: Step, names: Mapping[str, str]) -> str:
    """Who answers for a step, asks whom, tells whom, and until when it should be done, in short sentences."""
    parts = [_("Responsible: %(sides)s.") % {"sides": _sides(step.responsible, names)}]
    if step.responsible != [step.acts_first]:
        parts.append(_("Acts first: %(side)s.") % {"side": _sides([step.acts_first], names)})
    if step.consulted:
        parts.append(_("Asked before: %(sides)s.") % {"sides": _sides(step.consulted, names)})
    if step.informed:
        parts.append(_("Told afterwards: %(sides)s.") % {"sides": _sides(step.informed, names)})
    exceptions = designing.of_steps([step]).steps[0].exceptions
    if exceptions:
        said = "; ".join(exception_words(one, names) for one in exceptions)
        parts.append(_("Different for: %(whom)s.") % {"whom": said})
    if step.deadline_days:
        parts.append(_("Done within %(days)s.") % {"days": working_days(step.deadline_days)})
    return " ".join(parts)


def _sides(found: list[str], names: Mapping[str, str]) -> str:
    words = [names.get(party, party) for party in found]
    return _(" and ").join(filter(None, [", ".join(words[:-1]), words[-1]]))
