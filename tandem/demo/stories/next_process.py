"""The next version of the process, as a draft that both sides have said something to."""

from __future__ import annotations

from tandem.demo.stories.stage import Stage
from tandem.essentials.playbook import actions
from tandem.essentials.playbook.designing import Exceptional
from tandem.essentials.playbook.models import ORDER, VISIT


def draft(s: Stage) -> None:
    """Jürgen proposes: C customers by phone, commissioning as a step of its own; Anna and Tobias answer."""
    c, days = s.cast, s.days
    begun = actions.begin_draft(by=c.juergen, at=days.back(4, "08:20"))
    by_phone = Exceptional(whom="C", responsible=("inside",), acts_first="inside")
    begun = actions.change_step(
        draft=begun,
        key=VISIT,
        values={"exceptions": (by_phone,), "needs": ("visits.report", "visits.requirement")},
        revision=begun.revision,
        by=c.juergen,
        at=days.back(4, "08:24"),
    )
    begun = actions.split_step(
        draft=begun,
        key=ORDER,
        name_de="In Betrieb nehmen",
        name_en="Commission",
        revision=begun.revision,
        by=c.juergen,
        at=days.back(4, "08:31"),
    )
    said = actions.comment(
        draft=begun,
        step_key=VISIT,
        text="C-Kunden am Telefon passt. Ich brauche dann aber Tobias' Notizen zur Anlage vorher.",
        by=c.anna,
        at=days.back(3, "10:12"),
    )
    actions.comment(
        draft=begun,
        step_key=VISIT,
        text="Schreibe ich in die Akte, sobald du den Anruf planst.",
        by=c.tobias,
        at=days.back(3, "16:40"),
    )
    actions.settle_comment(comment=said, by=c.anna, at=days.back(2, "09:05"))
    actions.comment(
        draft=begun,
        text="Die Inbetriebnahme macht bei uns der Service. Wer hat dann den Hut auf?",
        by=c.tobias,
        at=days.back(2, "17:05"),
    )
