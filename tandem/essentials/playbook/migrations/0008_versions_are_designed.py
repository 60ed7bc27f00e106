"""The process becomes something that a company designs: drafts, comments, exceptions, and versions that stay."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION playbook_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb;
    touched_version bigint;
    is_complete boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN touched := to_jsonb(NEW); ELSE touched := to_jsonb(OLD); END IF;
    touched_version := CASE TG_TABLE_NAME
        WHEN 'playbook_process' THEN (touched ->> 'id')::bigint
        WHEN 'playbook_step' THEN (touched ->> 'process_id')::bigint
        ELSE (SELECT process_id FROM playbook_step WHERE id = (touched ->> 'step_id')::bigint)
    END;
    SELECT complete INTO is_complete FROM playbook_process WHERE id = touched_version;
    IF is_complete THEN
        RAISE EXCEPTION 'Version % of the process is complete and stays as it is: a change is a new version.', touched_version
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER playbook_process_stays BEFORE UPDATE OR DELETE ON playbook_process
    FOR EACH ROW EXECUTE FUNCTION playbook_version_stays();
CREATE TRIGGER playbook_step_stays BEFORE INSERT OR UPDATE OR DELETE ON playbook_step
    FOR EACH ROW EXECUTE FUNCTION playbook_version_stays();
CREATE TRIGGER playbook_exception_stays BEFORE INSERT OR UPDATE OR DELETE ON playbook_stepexception
    FOR EACH ROW EXECUTE FUNCTION playbook_version_stays();
"""
BACKWARD = """
DROP TRIGGER playbook_process_stays ON playbook_process;
DROP TRIGGER playbook_step_stays ON playbook_step;
DROP TRIGGER playbook_exception_stays ON playbook_stepexception;
DROP FUNCTION playbook_version_stays();
"""


def complete_what_is_there(apps, schema_editor):
    apps.get_model("playbook", "Process").objects.update(complete=True)


class Migration(migrations.Migration):
    dependencies = [
        ("playbook", "0007_agreement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="process",
            name="complete",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="process",
            name="made_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="process",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="process",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="step",
            name="also",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="checklist_de",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="step",
            name="checklist_en",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="step",
            name="needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="tasks_de",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="step",
            name="tasks_en",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="step",
            name="acts_first",
            field=models.CharField(max_length=24),
        ),
        migrations.AlterField(
            model_name="step",
            name="consulted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="informed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="responsible",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24), size=None
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("state", models.CharField(default="open", max_length=10)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="playbook.process"
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "process",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="playbook.process",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step_key", models.CharField(blank=True, default="", max_length=20)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="playbook.draft",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DraftState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="states",
                        to="playbook.draft",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StepException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("whom", models.CharField(max_length=12)),
                (
                    "responsible",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), size=None
                    ),
                ),
                ("acts_first", models.CharField(max_length=24)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="playbook.step",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("state",), name="one_open_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("process", None), ("state", "open")),
                    models.Q(("ended_at__isnull", False), ("process", None), ("state", "given_up")),
                    models.Q(("ended_at__isnull", False), ("process__isnull", False), ("state", "in_force")),
                    _connector="OR",
                ),
                name="draft_is_open_or_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_has_a_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftstate",
            constraint=models.UniqueConstraint(fields=("draft", "number"), name="draft_state_once"),
        ),
        migrations.AddConstraint(
            model_name="stepexception",
            constraint=models.UniqueConstraint(fields=("step", "whom"), name="step_exception_once"),
        ),
        migrations.AddConstraint(
            model_name="stepexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("whom__in", ["A", "B", "C", "key_account"])),
                name="step_exception_is_about_known_customers",
            ),
        ),
        migrations.RunPython(complete_what_is_there, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
