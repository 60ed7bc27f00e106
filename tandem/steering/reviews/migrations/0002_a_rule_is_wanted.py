"""The two give their solution to whoever puts rules into force."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_conflicts")]
    operations = [
        migrations.AddField(
            model_name="conflict", name="rule_wanted_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.CheckConstraint(
                name="only_a_solution_becomes_a_rule",
                condition=Q(rule_wanted_at=None) | Q(solved_at__isnull=False),
            ),
        ),
    ]
