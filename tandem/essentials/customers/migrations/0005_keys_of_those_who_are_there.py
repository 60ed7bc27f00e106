from django.db import migrations

PORTION = 5000


def fill(apps, schema_editor):
    """Keys for the customers that were there before, portion by portion, and all of them to be compared."""
    from tandem.essentials.customers.actions import (
        keying,  # how keys are made is plain calculation, not history
    )

    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT id FROM customers_customer WHERE id > %s AND merged_into_id IS NULL ORDER BY id LIMIT %s",
                [last, PORTION],
            )
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return
            keying.write(cursor, ids)
            last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_who_is_there_already")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
