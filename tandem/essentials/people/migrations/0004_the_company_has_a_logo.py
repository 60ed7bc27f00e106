"""The company's logo in the head of letters, and the one before it, so that a change can be taken back."""

import django.db.models.deletion
from django.db import migrations, models


def _logo():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.file"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("people", "0003_quotes_with_a_link"),
    ]

    operations = [
        migrations.AddField("company", "logo", _logo()),
        migrations.AddField("company", "logo_before", _logo()),
    ]
