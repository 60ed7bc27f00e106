"""The images that came in before documents printed any are made small as well."""

import hashlib

from django.db import migrations

from tandem.base.files import pictures


def make_small(apps, _editor):
    kept = (
        apps.get_model("products", "ProductFile").objects.filter(is_image=True).select_related("file__blob")
    )
    blobs, files = apps.get_model("files", "Blob"), apps.get_model("files", "File")
    for image in kept.iterator(chunk_size=20):
        try:
            small = pictures.small(bytes(image.file.blob.content)).encode()
        except pictures.NotPrintable:
            # It was taken by its name alone; documents go without it, the product's page keeps it.
            continue
        digest = hashlib.sha256(small).hexdigest()
        blobs.objects.get_or_create(sha256=digest, defaults={"size": len(small), "content": small})
        image.printed = files.objects.create(
            blob_id=digest,
            name=image.file.name,
            content_type="image/svg+xml",
            created_at=image.file.created_at,
            created_by_id=image.file.created_by_id,
        )
        image.save(update_fields=["printed"])


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("products", "0003_images_as_they_are_printed"),
    ]

    operations = [migrations.RunPython(make_small, migrations.RunPython.noop)]
