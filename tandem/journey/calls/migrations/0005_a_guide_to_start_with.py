"""The conversation guide every company starts with; coordination and sales management make it their own."""

from django.db import migrations
from django.utils import timezone

GUIDE = {
    "name": "Neuer Kontakt",
    "opening": (
        "Guten Tag {contact}, hier ist {me} von {mycompany}. Ich rufe kurz an wegen: {reason}.\n"
        "Passen Ihnen zwei Minuten, oder soll ich es später noch einmal versuchen?"
    ),
    "needs": (
        "Was läuft bei {company} in dem Bereich heute, und was hält am meisten auf?\n"
        "Bis wann brauchen Sie eine Lösung, und woran hängt es?\n"
        "Wer entscheidet bei Ihnen noch mit?"
    ),
    "objections": (
        "„Keine Zeit“: Verstehe ich. Wann passt es besser, lieber vormittags oder nachmittags?\n"
        "„Wir haben schon einen Lieferanten“: Gut so. Was müsste besser sein, damit sich ein Vergleich lohnt?\n"
        "„Schicken Sie Unterlagen“: Gern. Damit es die richtigen sind: Worauf kommt es Ihnen an?"
    ),
    "closing": (
        "Am schnellsten klären wir das bei Ihnen vor Ort. Passt Ihnen nächste Woche?\n"
        "Danke für das Gespräch, {contact}. Ich schicke Ihnen den Termin gleich zu."
    ),
}


def begin(apps, schema_editor):
    apps.get_model("calls", "Guide").objects.create(**GUIDE, position=1, changed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_call_mode")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
