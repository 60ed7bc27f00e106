"""Keeping files."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.files.models import Blob, File
from tandem.base.tools.actors import Actor
from tandem.base.tools.errors import Refused

LARGEST = 25 * 1024 * 1024


class TooLarge(Refused):
    """The file is over 25 MB."""

    status = 413


def store(*, content: bytes, name: str, content_type: str, by: Actor | None, at: datetime) -> File:
    """Keep a file of at most 25 MB; the same content is stored once."""
    if len(content) > LARGEST:
        raise TooLarge(_("“%(name)s” is larger than 25 MB and was not stored.") % {"name": name})
    digest = hashlib.sha256(content).hexdigest()
    blob = Blob(sha256=digest, size=len(content), content=content)
    # What fails here undoes the whole act, so no savepoint.
    with transaction.atomic(savepoint=False):
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
        return File.objects.create(
            blob_id=digest,
            name=name[:200],
            content_type=content_type,
            created_at=at,
            created_by_id=by.pk if by else None,
        )


def read(*, file: File) -> bytes:
    """The bytes of a file."""
    return bytes(Blob.objects.get(pk=file.blob_id).content)
