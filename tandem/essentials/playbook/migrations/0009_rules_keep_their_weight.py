"""Topic and strictness stand beside a rule's words, so that the database finds the one that holds among thousands."""

from django.db import migrations, models

from tandem.essentials.playbook.rules import NotAValue, kinds

_TRIGGER = "ALTER TABLE playbook_rule {} TRIGGER playbook_rule_stays"


def weigh(apps, schema_editor):
    """What the kinds say of the rules there are; one that cannot be read stays without and is weighed when it is."""
    rules = apps.get_model("playbook", "Rule").objects
    for rule in rules.filter(kind__in=list(kinds.known())).iterator():
        try:
            kind = kinds.known()[rule.kind].read(rule.values)
        except NotAValue:
            continue
        rules.filter(pk=rule.pk).update(topic=kind.topic, strictness=kind.strictness)


class Migration(migrations.Migration):
    dependencies = [("playbook", "0008_versions_are_designed")]

    operations = [
        migrations.AddField("rule", "topic", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("rule", "strictness", models.IntegerField(null=True)),
        # No word of a rule changes here: the guard that keeps it as it read stands aside for this step only.
        migrations.RunSQL(_TRIGGER.format("DISABLE"), _TRIGGER.format("ENABLE")),
        migrations.RunPython(weigh, migrations.RunPython.noop),
        migrations.RunSQL(_TRIGGER.format("ENABLE"), _TRIGGER.format("DISABLE")),
        migrations.AddIndex(
            "rule",
            models.Index(
                fields=["scope", "klass", "tandem"],
                name="rules_about_many",
                condition=models.Q(("scope", "customer"), _negated=True),
            ),
        ),
    ]
