#!/usr/bin/env python
"""Gather what browsers load into tandem/static_build, each file named by its content and compressed."""

import os
import shutil

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Collect anew. The settings name files by content only once this has been done; here it is the aim."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    settings.STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
