"""The agreement as versions that stay as they were published, with who acknowledged them (INV6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION playbook_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % was published or acknowledged and stays as it is.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER playbook_agreement_stays BEFORE UPDATE OR DELETE ON playbook_agreement
    FOR EACH ROW EXECUTE FUNCTION playbook_agreement_stays();
CREATE TRIGGER playbook_acknowledgement_stays BEFORE UPDATE OR DELETE ON playbook_acknowledgement
    FOR EACH ROW EXECUTE FUNCTION playbook_agreement_stays();
"""
BACKWARD = """
DROP TRIGGER playbook_acknowledgement_stays ON playbook_acknowledgement;
DROP TRIGGER playbook_agreement_stays ON playbook_agreement;
DROP FUNCTION playbook_agreement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("playbook", "0006_rule_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "pdf_de",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                    ),
                ),
                (
                    "pdf_en",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="playbook.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "user"), name="acknowledged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField()),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="playbook.agreement",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "user", "week"), name="reminded_once_a_week")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
