"""Logo and images of products in the documents: where they stand, and that what was sent stays."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from tandem.base.files import actions as files
from tandem.base.files.testing import png
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.products import actions as catalogue
from tandem.essentials.products.models import Product
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes.models import Quote, QuoteLine, QuoteVersion

pytestmark = pytest.mark.django_db


def _images(pdf: bytes) -> int:
    """How many pictures a document holds, without the masks of transparent ones."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        found = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        return sum(one.get("/Subtype") == "/Image" and one.ColorSpace != "/DeviceGray" for one in found)


def _with_image(product: Product, colour: str, at: datetime) -> None:
    content = png((800, 600), colour=colour)
    catalogue.add_file(
        product=product, content=content, name="kg.png", content_type="image/png", by=None, at=at
    )


def _previewed(quote: Quote, by: User, at: datetime) -> int:
    return _images(quotes.preview(version=quote.versions.get(state="draft"), by=by, at=at))


def test_images_are_printed_where_the_terms_say_so_the_first_one_of_each_product(
    quote: Quote, line: QuoteLine, motor: Product, tobias: User, now: datetime
) -> None:
    _with_image(motor, "red", now)
    _with_image(motor, "blue", now)
    assert _previewed(quote, tobias, now) == 0
    quotes.set_terms(version=quote.versions.get(), pictures=True, by=tobias, at=now)
    assert _previewed(quote, tobias, now) == 1
    # The same picture twice is held once.
    quotes.duplicate_line(line=line, by=tobias, at=now)
    assert _previewed(quote, tobias, now) == 1


def test_a_product_without_image_and_a_line_without_product_are_printed_as_ever(
    quote: Quote, line: QuoteLine, tobias: User, now: datetime
) -> None:
    quotes.set_terms(version=quote.versions.get(), pictures=True, by=tobias, at=now)
    quotes.add_line(version=quote.versions.get(), text="Anfahrt", by=tobias, at=now)
    assert _previewed(quote, tobias, now) == 0


def test_it_is_switched_in_the_editor(client: Client, quote: Quote, line: QuoteLine, tobias: User) -> None:
    client.force_login(tobias)
    given = {"field": "pictures", "value": "1", "was": ""}
    answer = client.post(f"/angebote/{quote.pk}/bedingungen", given, headers={"accept": "application/json"})
    assert answer.json()["terms"]["pictures"] == "1"
    assert QuoteVersion.objects.get().pictures
    assert client.get(f"/angebote/{quote.pk}").content.decode().count('<option value="1" selected>') == 1


def test_the_next_version_and_a_template_know_it(
    quote: Quote, line: QuoteLine, tobias: User, now: datetime
) -> None:
    first = quotes.set_terms(version=quote.versions.get(), pictures=True, by=tobias, at=now)
    kept = quotes.keep_as_template(version=first, name="Mit Bildern", by=tobias, at=now)
    sent = quotes.send(version=first, to="a@hoelzl.example", by=tobias, at=now)
    second = quotes.new_version(quote=sent.quote, by=tobias, at=now)
    assert second.pictures
    quotes.set_terms(version=second, pictures=False, by=tobias, at=now)
    quotes.copy_template(version=second, template=kept, with_terms=True, by=tobias, at=now)
    second.refresh_from_db()
    assert second.pictures


def test_the_logo_is_printed_and_what_was_sent_stays_as_it_is(
    quote: Quote, line: QuoteLine, motor: Product, tobias: User, now: datetime
) -> None:
    logo = png((600, 200), colour="red", transparent=True)
    people.keep_logo(content=logo, name="logo.png", by=None, at=now)
    _with_image(motor, "blue", now)
    quotes.set_terms(version=quote.versions.get(), pictures=True, by=tobias, at=now)
    assert _previewed(quote, tobias, now) == 2
    sent = quotes.send(version=quote.versions.get(), to="a@hoelzl.example", by=tobias, at=now)
    people.remove_logo(by=None, at=now)
    catalogue.remove_file(file=motor.files.get(), by=None, at=now)
    sent.refresh_from_db()
    assert sent.pdf is not None
    assert _images(files.read(file=sent.pdf)) == 2
    quotes.new_version(quote=sent.quote, by=tobias, at=now)
    assert _previewed(quote, tobias, now) == 0
