"""What a draft still lacks before it can be put into force, each as one sentence at its step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from tandem.essentials.playbook import conditions, parties
from tandem.essentials.playbook.designing.values import MOST_DAYS, MOST_STEPS, WHOMS, Design, StepDesign
from tandem.essentials.playbook.models import BESIDE, KEPT
from tandem.essentials.playbook.parties import SIDES


@dataclass(frozen=True, slots=True)
class Fault:
    """What is missing; `key` is the step it stands at, or the step that is missing."""

    key: str
    sentence: str
    # A step that rooms need is gone: another one may stand for it.
    is_gone: bool = False


def faults(
    design: Design,
    *,
    names: Mapping[str, str],
    able: Collection[str],
    former: Mapping[str, str],
    left: Collection[str] = (),
) -> list[Fault]:
    """Everything that keeps a design from being put into force.

    `names` are all parties there are, `able` those that can have a turn, `left` people who have left,
    `former` the names of steps that are gone.
    """
    found = list(
        chain.from_iterable(_of_step(step, names=names, able=able, left=left) for step in design.steps)
    )
    found += _of_keys(design, former)
    if not 1 <= len(design.steps) <= MOST_STEPS:
        found.append(Fault("", _("A process has between one and %(most)d steps.") % {"most": MOST_STEPS}))
    return found


def _of_keys(design: Design, former: Mapping[str, str]) -> Iterator[Fault]:
    for key in KEPT:
        if key not in design.keys:
            yield Fault(
                key,
                _("“%(name)s” is gone, but matters are led there. Say which step stands for it.")
                % {"name": former.get(key, key)},
                is_gone=True,
            )
    carried = [key for step in design.steps for key in step.keys]
    for key in sorted({key for key in carried if carried.count(key) > 1}):
        yield Fault(key, _("Two steps stand for “%(name)s”. One is enough.") % {"name": former.get(key, key)})


def _of_step(
    step: StepDesign, *, names: Mapping[str, str], able: Collection[str], left: Collection[str]
) -> Iterator[Fault]:
    for sentence in _of_fields(step, names=names, left=left):
        yield Fault(step.key, f"{step.name or step.key}: {sentence}")
    for sentence in _of_people(step.responsible, step.acts_first, names=names, able=able):
        yield Fault(step.key, f"{step.name or step.key}: {sentence}")
    for one in step.exceptions:
        if one.whom not in WHOMS:
            yield Fault(
                step.key, f"{step.name}: " + _("There are no customers “%(whom)s”.") % {"whom": one.whom}
            )
        for sentence in _of_people(one.responsible, one.acts_first, names=names, able=able):
            yield Fault(step.key, f"{step.name} ({one.whom}): {sentence}")


def _of_fields(step: StepDesign, *, names: Mapping[str, str], left: Collection[str]) -> Iterator[str]:
    if not step.name_de or not step.name_en:
        yield _("the step needs a name in German and in English.")
    if not 0 <= step.deadline_days <= MOST_DAYS:
        yield _("the working days lie between 0 and %(most)d.") % {"most": MOST_DAYS}
    unknown = [party for party in (*step.consulted, *step.informed) if party not in names or party in left]
    if unknown:
        yield _("“%(who)s” is nobody we know.") % {"who": parties.words(unknown, names)}
    if any(need not in conditions.known() for need in step.needs):
        yield _("something must be there that nobody can check.")
    if step.needs and step.key in BESIDE:
        yield _("no matter stands here, so nothing can be asked for when one goes on.")


def _of_people(
    responsible: tuple[str, ...], first: str, *, names: Mapping[str, str], able: Collection[str]
) -> Iterator[str]:
    if not responsible:
        yield _("nobody is responsible. Name a side, a role or a person.")
    blind = [party for party in responsible if party not in able]
    if blind:
        yield _("whoever is responsible must be able to see every customer. %(who)s cannot.") % {
            "who": parties.words(blind, names)
        }
    if not first:
        yield _("who acts first?")
    elif first in SIDES and first not in responsible:
        yield _("the side that acts first is not responsible.")
    elif first not in able:
        yield _("whoever acts first must be able to see every customer.")
