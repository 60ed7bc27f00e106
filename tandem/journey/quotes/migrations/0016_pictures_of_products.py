"""Whether the document shows the images of its products. The seal needs no column for it: it holds the document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0015_lists_of_an_erp_are_undone"),
    ]

    operations = [
        migrations.AddField("quoteversion", "pictures", models.BooleanField(default=False)),
    ]
