"""The places that come with Tandem."""

from django.db import migrations


def load(apps, schema_editor):
    from tandem.base.places import locating, names

    place = apps.get_model("places", "Place")
    place.objects.bulk_create(
        (
            place(
                country=country,
                name=name,
                key=names.key(name),
                head=names.head(name),
                latitude=float(latitude),
                longitude=float(longitude),
                population=int(population),
            )
            for country, name, latitude, longitude, population in locating.shipped("places.tsv")
        ),
        batch_size=4000,
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
