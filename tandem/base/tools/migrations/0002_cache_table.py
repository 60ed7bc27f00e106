"""The cache is a table, so that rate limits hold across all web processes and machines."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tools", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE tools_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX tools_cache_expires ON tools_cache (expires);
            """,
            "DROP TABLE tools_cache",
        )
    ]
