"""What this company has agreed about contacts, sharper than what every company starts with, and what follows."""

from __future__ import annotations

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.people.models import INSIDE
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import BLOCK, WARN, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.essentials.teamwork.contacts import CALL, CAME_UP, DELIVERY, MAIL
from tandem.essentials.teamwork.models import GO
from tandem.essentials.teamwork.rules import BlockedWhile, ConsultationFirst


def all_of(stage: Stage) -> list[Story]:
    """The rules and the talks between Anna and Tobias before somebody calls."""
    return [teller(stage) for teller in (contact_rules, riess_is_asked, kautter_is_answered)]


def contact_rules(s: Stage) -> Story:
    """The sales lead sharpens two rules on the eve of today."""
    yield (at := s.days.back(1, "16:40"))
    lead = s.cast.juergen
    playbook.set_rule(
        kind=ConsultationFirst(side=INSIDE, channels=(CALL, MAIL), hours=8),
        scope=Scope(kind="class", klass="A"),
        effect=BLOCK,
        reason="Bei A-Kunden weiß der Außendienst, was gerade läuft.",
        by=lead,
        at=at,
    )
    open_question = BlockedWhile()
    playbook.set_rule(
        kind=open_question,
        scope=Scope(),
        effect=WARN,
        reason="Erst klären, dann verkaufen.",
        replaces=Rule.objects.get(kind=open_question.key, ended_at=None),
        by=lead,
        at=at,
    )


def riess_is_asked(s: Stage) -> Story:
    """Anna wants to call an A customer; Tobias has not answered yet."""
    yield (at := s.days.back(1, "16:55"))
    text = "Ich würde Frau Egle gern zur Rollenbahn anrufen. Passt das, oder sprichst du sie beim Besuch an?"
    teamwork.consult(
        customer=s.customers["riess"], channel=CALL, about=CAME_UP, text=text, by=s.cast.anna, at=at
    )


def kautter_is_answered(s: Stage) -> Story:
    """Tobias has left the call to Anna, and says what to know before."""
    customer = s.customers["kautter"]
    yield (at := s.days.back(1, "16:45"))
    text = "Der Rahmen kommt zwei Tage später. Soll ich anrufen?"
    asked = teamwork.consult(
        customer=customer, channel=CALL, about=DELIVERY, text=text, by=s.cast.anna, at=at
    )
    yield (at := s.days.back(1, "16:50"))
    background = "Bitte erst nach 10 Uhr, und verlange Herrn Yılmaz."
    teamwork.decide(consultation=asked, reply=GO, background=background, by=s.cast.tobias, at=at)
