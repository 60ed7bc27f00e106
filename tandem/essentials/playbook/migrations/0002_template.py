"""Version 1 of the process: the twelve steps of the template."""

import datetime

from django.db import migrations

I, F, K = "inside", "field", "key_account"  # noqa: E741

# position, key, (name de, en), (hint de, en), responsible, acts first, consulted, informed, (input de, en),
# (result de, en), working days
STEPS = [
    (
        1,
        "prepare",
        ("Kontakt aufbereiten", "Prepare the lead"),
        ("prüfen, freigeben", "check, release"),
        [I],
        I,
        [],
        [F],
        ("Anfrage, Liste, Messekontakt", "Enquiry, list, trade fair contact"),
        ("geprüfter, bewerteter, freigegebener Kontakt", "checked, rated, released lead"),
        2,
    ),
    (
        2,
        "appointment",
        ("Termin vereinbaren", "Arrange the visit"),
        ("anrufen, eintragen", "call, book"),
        [I],
        I,
        [F],
        [F],
        ("freigegebener Kontakt", "released lead"),
        ("Termin im gemeinsamen Kalender", "appointment in the shared calendar"),
        3,
    ),
    (
        3,
        "visit",
        ("Besuch und Vorstellung", "Visit and presentation"),
        ("auch per Video", "also by video"),
        [F],
        F,
        [],
        [I],
        ("Termin, Unterlagen", "appointment, documents"),
        ("Besuchsbericht mit Verbleib und nächstem Schritt", "visit report with outcome and next step"),
        5,
    ),
    (
        4,
        "quote",
        ("Angebot erstellen", "Make the quote"),
        ("Positionen, Rabatt, Marge", "lines, discount, margin"),
        [F],
        F,
        [I],
        [I],
        ("Anforderung aus dem Besuch", "requirement from the visit"),
        ("gesendetes Angebot, Kopie im Innendienst", "quote sent, copy with inside sales"),
        4,
    ),
    (
        5,
        "follow_up",
        ("Angebot verfolgen", "Follow up the quote"),
        ("nachfassen", "chase it"),
        [F],
        F,
        [I],
        [I],
        ("gesendetes Angebot", "quote sent"),
        ("Entscheidung des Kunden", "the customer's decision"),
        5,
    ),
    (
        6,
        "register",
        ("Angebot dokumentieren", "Document the quote"),
        ("speist den Forecast", "feeds the forecast"),
        [I],
        I,
        [],
        [F],
        ("gesendetes Angebot", "quote sent"),
        ("vollständige Angebotsübersicht", "complete register of quotes"),
        2,
    ),
    (
        7,
        "evaluate",
        ("Angebot auswerten", "Evaluate the quote"),
        ("monatlich zu zweit", "monthly, the two of you"),
        [I, F],
        I,
        [],
        [],
        ("Zusage oder Absage", "won or lost"),
        ("Grund, Wettbewerber, Maßnahme", "reason, competitor, measure"),
        10,
    ),
    (
        8,
        "order",
        ("Auftrag abwickeln", "Handle the order"),
        ("bestätigen, liefern", "confirm, deliver"),
        [F, I],
        F,
        [],
        [],
        ("angenommenes Angebot", "accepted quote"),
        ("gelieferter Auftrag", "order delivered"),
        5,
    ),
    (
        9,
        "after_sales",
        ("After-Sales", "After-sales"),
        ("zufrieden?", "satisfied?"),
        [I],
        I,
        [F],
        [F],
        ("Lieferung", "delivery"),
        ("Zufriedenheit, Folgebedarf", "satisfaction, further need"),
        5,
    ),
    (
        10,
        "care",
        ("Kunden pflegen", "Look after the customer"),
        ("Rhythmus nach Klasse", "rhythm by class"),
        [F],
        F,
        [I, K],
        [I, K],
        ("Kundenklasse, Betreuungsplan", "customer class, care plan"),
        ("gehaltener Kontaktrhythmus", "contact rhythm kept"),
        7,
    ),
    (
        11,
        "crm",
        ("CRM pflegen", "Keep the file"),
        ("vollständig, aktuell", "complete, up to date"),
        [I],
        I,
        [F, K],
        [],
        ("Meldungen beider Seiten", "reports of both sides"),
        ("richtige Kundenakte", "a file that is right"),
        1,
    ),
    (
        12,
        "review",
        ("Zusammenarbeit prüfen", "Review the collaboration"),
        ("was besser geht", "what can be better"),
        [I],
        I,
        [F, K],
        [F, K],
        ("Zahlen, Stimmung, Konflikte", "figures, climate, conflicts"),
        ("vereinbarte Maßnahmen", "agreed measures"),
        14,
    ),
]
DEADLINES = {
    "handover_answer": 1,
    "question_answer": 1,
    "visit_report": 1,
    "quote_follow_up": 5,
    "request_answer": 1,
}


def write_template(apps, schema_editor):
    process = apps.get_model("playbook", "Process").objects.create(
        version=1, in_force_from=datetime.date(2000, 1, 1)
    )
    step = apps.get_model("playbook", "Step")
    for position, key, name, hint, responsible, first, consulted, informed, goes_in, result, days in STEPS:
        step.objects.create(
            process=process,
            position=position,
            key=key,
            name_de=name[0],
            name_en=name[1],
            hint_de=hint[0],
            hint_en=hint[1],
            responsible=responsible,
            acts_first=first,
            consulted=consulted,
            informed=informed,
            input_de=goes_in[0],
            input_en=goes_in[1],
            result_de=result[0],
            result_en=result[1],
            deadline_days=days,
        )
    deadline = apps.get_model("playbook", "Deadline")
    for key, days in DEADLINES.items():
        deadline.objects.create(process=process, key=key, days=days)


def remove_template(apps, schema_editor):
    for model in ("Step", "Deadline", "Process"):
        apps.get_model("playbook", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("playbook", "0001_initial")]
    operations = [migrations.RunPython(write_template, remove_template)]
