"""The rules every company starts with: who learns of a missed date, and when a handover within a tandem counts."""

import datetime

from django.db import migrations
from django.utils import timezone

# In force for as long as anybody can look back.
ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

RULES = {
    "coordination.chain": {"partner": 4, "coordination": 8, "lead": 16, "decide": 2},
    "teamwork.handover_acceptance": {"when": "at_once"},
}


def begin(apps, schema_editor):
    rules = apps.get_model("playbook", "Rule").objects
    for kind, values in RULES.items():
        rules.create(
            kind=kind,
            scope="company",
            effect="inform",
            values=values,
            in_force_from=ALWAYS,
            made_at=timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [("coordination", "0002_append_only"), ("playbook", "0005_deadlines_are_rules")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
