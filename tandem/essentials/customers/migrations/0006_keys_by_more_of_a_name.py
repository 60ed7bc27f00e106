from django.db import migrations

PORTION = 5000


def fill(apps, schema_editor):
    """Keys anew, portion by portion: names have further ones, and all are compared again by what is weighed now."""
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
    dependencies = [("customers", "0005_keys_of_those_who_are_there")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
