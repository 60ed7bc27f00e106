"""Two absences of one person do not overlap; what two colleagues reported at the same moment becomes one."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models

JOIN = """
DO $$ DECLARE pair record; BEGIN
    LOOP
        SELECT one.id AS kept, other.id AS gone, least(one.from_date, other.from_date) AS first,
               greatest(one.to_date, other.to_date) AS last INTO pair
        FROM people_absence one JOIN people_absence other
          ON other.user_id = one.user_id AND other.id > one.id
         AND other.from_date <= one.to_date AND other.to_date >= one.from_date
        ORDER BY one.id, other.id LIMIT 1;
        EXIT WHEN NOT FOUND;
        DELETE FROM people_absence WHERE id = pair.gone;
        UPDATE people_absence SET from_date = pair.first, to_date = pair.last WHERE id = pair.kept;
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(JOIN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="absence",
            constraint=ExclusionConstraint(
                name="nobody_is_away_twice",
                expressions=[
                    (models.Func("user_id", "user_id", models.Value("[]"), function="int8range"), "&&"),
                    (models.Func("from_date", "to_date", models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ),
    ]
