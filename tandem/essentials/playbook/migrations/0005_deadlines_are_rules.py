"""Deadlines beside the steps are rules now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("playbook", "0004_rules_to_start_with")]
    operations = [migrations.DeleteModel(name="Deadline")]
