"""Where places and postcodes lie."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Place(models.Model):
    """A town or village. `key` is its folded name, `head` that without what tells it from others of the name."""

    country = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    head = models.CharField(max_length=200)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[Place]]

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="place_by_key"),
            models.Index(fields=["head"], name="place_by_head"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class Postcode(models.Model):
    """Where a postcode lies, from a file that the company has loaded."""

    country = models.CharField(max_length=2)
    postcode = models.CharField(max_length=12)
    latitude = models.FloatField()
    longitude = models.FloatField()

    objects: ClassVar[models.Manager[Postcode]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "postcode"], name="postcode_once")]

    def __str__(self) -> str:
        return f"{self.country}-{self.postcode}"
