"""A list of an ERP's quotes is an import like the others: columns, progress, undo, and documents beside it.

Lists that were read in are kept with what they counted; one that waited is uploaded again.
"""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
WITH copied AS (
    INSERT INTO exchange_importrun (kind, file_name, sha256, size, state, by_id, at, done_at, columns, mapping, counts,
        samples, progress, error, undo_report)
    SELECT 'quotes', file_name, '', 0, 'done', by_id, at, done_at, '[]', '[]',
        counts || jsonb_build_object('problems', jsonb_array_length(problems)), '{}', 0, '', '{}'
    FROM exchange_quotelist WHERE done_at IS NOT NULL ORDER BY id
    RETURNING id, file_name, at, by_id
)
INSERT INTO exchange_importproblem (run_id, "row", "column", value, reason)
SELECT copied.id, (problem ->> 0)::int, left(problem ->> 1, 120), left(problem ->> 2, 200), left(problem ->> 3, 300)
FROM copied JOIN exchange_quotelist list USING (file_name, at, by_id)
CROSS JOIN jsonb_array_elements(list.problems) problem;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_lists_of_products_and_prices")]
    operations = [
        migrations.RemoveConstraint(model_name="importrun", name="import_run_kind_is_known"),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("customers", "products", "prices", "quotes"))),
                name="import_run_kind_is_known",
            ),
        ),
        migrations.CreateModel(
            name="ImportDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="exchange.importrun",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.DeleteModel(name="QuoteList"),
    ]
