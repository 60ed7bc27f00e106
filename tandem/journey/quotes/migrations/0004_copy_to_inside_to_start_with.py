"""A rule every company starts with: inside gets a copy of each quote. It points out; the company may sharpen it."""

import datetime

from django.db import migrations
from django.utils import timezone

# In force for as long as anybody can look back.
ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
KIND = "quotes.copy_to_inside"


def begin(apps, schema_editor):
    rules = apps.get_model("playbook", "Rule").objects
    # A company that has agreed something about copies, or has given it up, has decided.
    if rules.filter(kind=KIND).exists():
        return
    rules.create(
        kind=KIND,
        scope="company",
        effect="inform",
        values={},
        in_force_from=ALWAYS,
        made_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("quotes", "0003_what_was_sent_is_sealed"), ("playbook", "0006_rule_origin")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
