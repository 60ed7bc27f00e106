"""The rules every company starts with: the deadlines of its process become rules, which it may word anew."""

import datetime

from django.db import migrations
from django.utils import timezone

# In force for as long as anybody can look back.
ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

KINDS = {
    "handover_answer": "teamwork.handover_answer",
    "question_answer": "teamwork.question_answer",
    "request_answer": "teamwork.request_answer",
    "visit_report": "visits.report_due",
    "quote_follow_up": "quotes.follow_up_due",
}
LEAD_TIME = ("calls.lead_time", {"days": 2})


def deadlines_become_rules(apps, schema_editor):
    process = apps.get_model("playbook", "Process").objects.order_by("-version").first()
    deadlines = apps.get_model("playbook", "Deadline").objects.filter(process=process)
    wanted = [(KINDS[one.key], {"days": one.days}) for one in deadlines.order_by("pk") if one.key in KINDS]
    rules = apps.get_model("playbook", "Rule").objects
    for kind, values in [*wanted, LEAD_TIME]:
        rules.create(
            kind=kind,
            scope="company",
            effect="inform",
            values=values,
            in_force_from=ALWAYS,
            made_at=timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [("playbook", "0003_rules")]
    operations = [migrations.RunPython(deadlines_become_rules, migrations.RunPython.noop)]
