"""Rules of collaboration as rows whose wording never changes (INV6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION playbook_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only its end is written later, once; a customer that was merged takes its rules along.
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
       AND to_jsonb(NEW) - 'ended_at' - 'ended_by_id' - 'customer_id'
         = to_jsonb(OLD) - 'ended_at' - 'ended_by_id' - 'customer_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rule % was in force and stays as it read: another wording is a new rule.', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER playbook_rule_stays BEFORE UPDATE OR DELETE ON playbook_rule
    FOR EACH ROW EXECUTE FUNCTION playbook_rule_stays();
"""
BACKWARD = """
DROP TRIGGER playbook_rule_stays ON playbook_rule;
DROP FUNCTION playbook_rule_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_search_by_index"),
        ("people", "0001_initial"),
        ("playbook", "0002_template"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("scope", models.CharField(max_length=8)),
                ("klass", models.CharField(blank=True, default="", max_length=1)),
                ("effect", models.CharField(max_length=6)),
                ("values", models.JSONField(default=dict)),
                ("in_force_from", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="customers.customer",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="playbook.rule",
                    ),
                ),
                (
                    "tandem",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="people.tandem",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["kind", "scope"], name="rules_in_force"
            ),
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(fields=["-made_at", "-id"], name="rules_by_age"),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("customer", None), ("klass", ""), ("scope", "company"), ("tandem", None)),
                    models.Q(
                        ("customer", None),
                        ("scope", "class"),
                        ("tandem", None),
                        models.Q(("klass", ""), _negated=True),
                    ),
                    models.Q(
                        ("customer", None), ("klass", ""), ("scope", "tandem"), ("tandem__isnull", False)
                    ),
                    models.Q(
                        ("customer__isnull", False), ("klass", ""), ("scope", "customer"), ("tandem", None)
                    ),
                    _connector="OR",
                ),
                name="rule_is_about_what_its_scope_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(("effect__in", ["inform", "warn", "block"])), name="rule_effect_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("in_force_from")), _connector="OR"
                ),
                name="rule_ends_after_it_begins",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
