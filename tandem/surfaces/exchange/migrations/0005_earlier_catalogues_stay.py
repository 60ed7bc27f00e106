"""Products and prices that were read in before are not remembered row by row: these imports are not undone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_lists_of_quotes_like_others")]
    operations = [
        migrations.RunSQL(
            "UPDATE exchange_importrun SET last_entry_id = NULL WHERE kind IN ('products', 'prices')",
            migrations.RunSQL.noop,
        ),
    ]
