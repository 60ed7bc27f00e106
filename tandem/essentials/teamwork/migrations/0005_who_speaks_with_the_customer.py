"""The rules about contacts that every company starts with. They point out and hold nobody up; it may sharpen them."""

import datetime

from django.db import migrations
from django.utils import timezone

# In force for as long as anybody can look back.
ALWAYS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

RULES = [
    ("teamwork.who_contacts", {"occasion": "quote_follow_up", "side": "field"}),
    ("teamwork.who_contacts", {"occasion": "question", "side": "field"}),
    ("teamwork.who_contacts", {"occasion": "delivery", "side": "inside"}),
    ("teamwork.who_contacts", {"occasion": "complaint", "side": "inside"}),
    ("teamwork.who_contacts", {"occasion": "satisfaction", "side": "inside"}),
    ("teamwork.contact_rhythm", {"days": 2}),
    ("teamwork.blocked_while", {"fact": "teamwork.open_question", "purpose": "new_business"}),
]


def start(apps, schema_editor):
    rules = apps.get_model("playbook", "Rule").objects
    for kind, values in RULES:
        rules.create(
            kind=kind,
            scope="company",
            effect="inform",
            values=values,
            in_force_from=ALWAYS,
            made_at=timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("teamwork", "0004_consultations_and_claims"),
        ("playbook", "0005_deadlines_are_rules"),
    ]
    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
