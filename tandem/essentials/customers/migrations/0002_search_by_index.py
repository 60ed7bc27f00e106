from django.db import migrations


class Migration(migrations.Migration):
    """The planner takes frequent terms for a reason to walk the whole table; a search always wants the index."""

    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE customers_searchdocument ALTER COLUMN terms SET STATISTICS 0",
            "ALTER TABLE customers_searchdocument ALTER COLUMN terms SET STATISTICS -1",
        )
    ]
