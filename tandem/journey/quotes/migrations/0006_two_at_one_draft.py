"""What helps two people at one draft: undo, presence, templates. Lines that stay in their version are looked at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = """
CREATE OR REPLACE FUNCTION quotes_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen text;
BEGIN
    -- The share lock makes a sending under way wait, or be seen.
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO frozen FROM quotes_quoteversion WHERE id = OLD.version_id FOR SHARE;
        IF frozen <> 'draft' THEN
            RAISE EXCEPTION 'Line % belongs to a version that was sent.', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        {same}
    END IF;
    SELECT state INTO frozen FROM quotes_quoteversion WHERE id = NEW.version_id FOR SHARE;
    IF frozen <> 'draft' THEN
        RAISE EXCEPTION 'A line cannot be added to a version that was sent.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = FROZEN.replace("{same}", "IF NEW.version_id = OLD.version_id THEN RETURN NEW; END IF;")
BACKWARD = FROZEN.replace("{same}", "")


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0005_lines_of_several_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuoteTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("made_at", models.DateTimeField()),
                ("terms", models.JSONField(default=dict)),
                ("lines", models.JSONField(default=list)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="QuotePresence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField(null=True)),
                ("seen_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quotes.quoteversion",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "person"), name="present_once")],
            },
        ),
        migrations.CreateModel(
            name="QuoteUndo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField()),
                ("data", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undos",
                        to="quotes.quoteversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "-id"], name="undo_of_version")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
