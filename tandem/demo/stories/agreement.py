"""The agreement between the sides: a first version, a second after what was learned, and a rule since then."""
# ruff: noqa: E501  (what people say is not broken into pieces)

from __future__ import annotations

from tandem.demo.stories.stage import Stage, Story
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.models import Agreement, Rule
from tandem.essentials.playbook.rules import INFORM, WARN, Scope
from tandem.journey.calls.rules import LeadTime
from tandem.journey.quotes.rules import CopyToInside, DiscountLimit

PREAMBLE = """Innendienst und Außendienst betreuen unsere Kunden gemeinsam. Keiner von beiden arbeitet dem anderen zu: Wir teilen uns Kunden, Ziele und Wissen.

Diese Vereinbarung haben wir miteinander gefasst. Sie sagt, wer was tut, bis wann, und wie wir einander Bescheid geben. Wer merkt, dass eine Regel nicht passt, sagt es, und wir ändern sie."""
AFTERWORD = "\n\nNeu ist, was wir im Herbst gelernt haben: Wer Besuche einträgt, lässt dem anderen Zeit, sich vorzubereiten."


def agreed(s: Stage) -> Story:
    """Everybody has acknowledged the first version; of the second Murat and Lea have not got round to it yet."""
    c, d = s.cast, s.days
    yield (at := d.back(48, "09:10"))
    first = playbook.publish(preamble=PREAMBLE, by=c.juergen, at=at)
    everybody = (c.ben, c.anna, c.tobias, c.sandra, c.martina, c.rolf, c.murat, c.lea, c.juergen)
    for number, person in enumerate(everybody):
        yield (at := d.back(47 - number // 2, "08:20" if number % 2 else "11:40"))
        playbook.acknowledge(agreement=first, by=person, at=at)
    yield (at := d.back(12, "10:00"))
    reason = "Bei A-Kunden fehlte zweimal die Zeit für die Unterlagen."
    a_customers = Scope(kind="class", klass="A")
    playbook.set_rule(kind=LeadTime(days=3), scope=a_customers, effect=INFORM, reason=reason, by=c.ben, at=at)
    reason = "Lea wusste zweimal nicht, was angeboten war."
    pointed_out = Rule.objects.get(kind=CopyToInside.key, ended_at=None)
    playbook.set_rule(
        kind=CopyToInside(), scope=Scope(), effect=WARN, reason=reason, replaces=pointed_out, by=c.ben, at=at
    )
    yield (at := d.back(11, "09:00"))
    second = playbook.publish(preamble=PREAMBLE + AFTERWORD, by=c.juergen, at=at)
    yield from _acknowledged(s, second)
    yield (at := d.back(2, "16:20"))
    reason = "Murat plant seine Touren eine Woche voraus."
    allgaeu = Scope(kind="tandem", tandem=c.allgaeu)
    playbook.set_rule(kind=LeadTime(days=4), scope=allgaeu, effect=INFORM, reason=reason, by=c.ben, at=at)
    reason = "Darüber reden wir vorher kurz mit Jürgen."
    limit = DiscountLimit(roles=("field", "key_account", "agent"), percent=6)
    playbook.set_rule(kind=limit, scope=Scope(), effect=INFORM, reason=reason, by=c.juergen, at=at)


def _acknowledged(s: Stage, second: Agreement) -> Story:
    c, d = s.cast, s.days
    for number, person in enumerate((c.juergen, c.anna, c.sandra, c.ben, c.tobias, c.martina, c.rolf)):
        yield (at := d.back(10 - number, "08:05" if number % 2 else "12:50"))
        playbook.acknowledge(agreement=second, by=person, at=at)
