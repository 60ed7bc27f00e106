"""Images as documents print them: made small once, when they come in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("products", "0002_units_and_tax_rates"),
    ]

    operations = [
        migrations.AddField(
            "productfile",
            "printed",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.file",
            ),
        ),
    ]
