"""Addresses of other calendars are kept sealed; everybody may make a secret address of the own calendar."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tandem.base.tools import sealed


def seal(apps, _editor):
    for link in apps.get_model("calendar", "CalendarLink").objects.all().iterator():
        link.sealed, link.mark = sealed.seal(link.address), sealed.mark(link.address)
        link.save(update_fields=["sealed", "mark"])


def unseal(apps, _editor):
    for link in apps.get_model("calendar", "CalendarLink").objects.all().iterator():
        link.address = sealed.unseal(link.sealed)
        link.save(update_fields=["address"])


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0006_holds_and_area_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("calendarlink", "sealed", models.TextField(default=""), preserve_default=False),
        migrations.AddField(
            "calendarlink", "mark", models.CharField(default="", max_length=64), preserve_default=False
        ),
        # Given back by name in the other direction, so that it must not be empty meanwhile.
        migrations.AlterField("calendarlink", "address", models.CharField(default="", max_length=1000)),
        migrations.RemoveConstraint(model_name="calendarlink", name="calendar_linked_once"),
        migrations.RunPython(seal, unseal),
        migrations.AddConstraint(
            model_name="calendarlink",
            constraint=models.UniqueConstraint(fields=("person", "mark"), name="calendar_linked_once"),
        ),
        migrations.RemoveField("calendarlink", "address"),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("sealed", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
