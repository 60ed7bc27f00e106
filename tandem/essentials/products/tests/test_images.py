"""Images of products as documents print them: the first of each, small, also those that came in before."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps

from tandem.base.files.pictures import NotPrintable
from tandem.base.files.testing import png
from tandem.essentials.products import actions, queries
from tandem.essentials.products.models import Product, ProductFile
from tandem.essentials.products.testing import a_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def motor(now: datetime) -> Product:
    return a_product(at=now)


def _add(product: Product, at: datetime, *, content: bytes = b"", kind: str = "image/png") -> ProductFile:
    content = content or png((900, 600), colour="red")
    return actions.add_file(product=product, content=content, name="kg", content_type=kind, by=None, at=at)


def test_the_first_image_of_each_product_is_given(motor: Product, now: datetime) -> None:
    other = a_product(at=now, number="FU-7", name="Frequenzumrichter")
    _add(motor, now, content=b"%PDF-1.7", kind="application/pdf")
    first = _add(motor, now)
    _add(motor, now, content=png((300, 600), colour="blue"))
    found = queries.pictures_of([motor.pk, other.pk])
    assert list(found) == [motor.pk]
    assert 'width="15.000mm" height="10.000mm"' in found[motor.pk]
    actions.remove_file(file=first, by=None, at=now)
    assert 'width="7.500mm" height="15.000mm"' in queries.pictures_of([motor.pk])[motor.pk]
    assert queries.pictures_of([]) == {}


def test_what_calls_itself_an_image_and_is_none_is_refused(motor: Product, now: datetime) -> None:
    with pytest.raises(NotPrintable):
        _add(motor, now, content=b"\x89PNG....")
    assert not ProductFile.objects.exists()


def test_images_of_before_are_made_small_and_what_is_none_is_left_as_it_is(
    motor: Product, now: datetime
) -> None:
    images = [_add(motor, now) for _twice in range(2)]
    broken = _add(motor, now, content=b"\x89PNG....", kind="application/octet-stream")
    ProductFile.objects.update(printed=None, is_image=True)
    import_module("tandem.essentials.products.migrations.0004_earlier_images_made_small").make_small(
        apps, None
    )
    assert all(ProductFile.objects.get(pk=one.pk).printed for one in images)
    assert ProductFile.objects.get(pk=broken.pk).printed is None
