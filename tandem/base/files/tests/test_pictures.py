"""Pictures that somebody uploads: taken by what is in them, and nothing comes along that is no picture."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tandem.base.design import typesetting
from tandem.base.files import drawings, pictures
from tandem.base.files.testing import png

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 30">'
)


def _svg(inner: str) -> bytes:
    return f"{HEAD}{inner}</svg>".encode()


def _ten(number: int) -> str:
    return 10 * f'<use href="#a{number}"/>'


def _stored(made: Image.Image, form: str, **more: Any) -> bytes:
    held = BytesIO()
    made.save(held, form, **more)
    return held.getvalue()


def _seen(drawing: str) -> Image.Image:
    """The picture on its paper, without the margin."""
    shown = Image.open(BytesIO(typesetting.picture(drawing))).convert("RGB")
    return shown.crop((46, 46, shown.width - 46, shown.height - 46))


def test_a_transparent_logo_stays_transparent_and_loses_what_is_empty_around_it() -> None:
    wide = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    wide.paste((200, 0, 0, 255), (100, 100, 700, 250))
    drawn = pictures.logo(_stored(wide, "PNG"))
    assert 'viewBox="0 0 600 150"' in drawn
    half = pictures.logo(png((900, 240), colour="#8c390a", transparent=True))
    # Half of its bar on white.
    assert _seen(half).getpixel((700, 180)) == pytest.approx((132, 169, 177), abs=3)


def test_a_large_logo_is_made_as_large_as_it_is_printed() -> None:
    assert 'viewBox="0 0 1400 350"' in pictures.logo(_stored(Image.new("RGB", (4000, 1000), "red"), "JPEG"))


def test_a_picture_is_upright_whichever_way_the_phone_was_held() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    lying = Image.new("RGB", (800, 400), "red")
    assert 'viewBox="0 0 90 180"' in pictures.small(_stored(lying, "JPEG", exif=turned))


@pytest.mark.parametrize(
    ("made", "form"),
    [
        (Image.new("CMYK", (60, 60), (0, 255, 255, 0)), "JPEG"),
        (Image.new("RGB", (60, 60), "red").quantize(4), "GIF"),
        (Image.new("RGBA", (60, 60), "red"), "WEBP"),
        (Image.new("RGBA", (60, 60), "red"), "PNG"),
    ],
    ids=["print", "gif", "webp", "png"],
)
def test_every_kind_of_picture_is_shown_in_its_colours(made: Image.Image, form: str) -> None:
    red, green, blue = _seen(pictures.small(_stored(made, form))).getpixel((20, 20))  # type: ignore[misc]
    assert red > 220
    assert max(green, blue) < 40


def test_sixteen_bits_of_grey_are_grey() -> None:
    grey = _stored(Image.new("I;16", (60, 60), 32_768), "PNG")
    assert _seen(pictures.small(grey)).getpixel((20, 20)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG....",
        b"GIF89a",
        b"%PDF-1.7",
        png((900, 600), colour="red")[:500],
        b"<svg",
        b"<html><svg/></html>",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises((pictures.NotPrintable, drawings.NotADrawing)):
        pictures.logo(content)
    with pytest.raises(pictures.NotPrintable):
        pictures.small(content)


def test_a_logo_has_at_most_a_megabyte_and_shows_something() -> None:
    with pytest.raises(pictures.NotPrintable, match="1 MB"):
        pictures.logo(png((90, 30), colour="red") + b"\0" * pictures.LARGEST_LOGO)
    with pytest.raises(pictures.NotPrintable):
        pictures.logo(_stored(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "PNG"))
    with pytest.raises(drawings.NotADrawing):
        pictures.logo(_svg("<title>Logo</title>"))


def test_a_picture_of_too_many_dots_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_DOTS", 1000)
    with pytest.raises(pictures.NotPrintable, match="Bildpunkte"):
        pictures.small(png((900, 600), colour="red"))


def test_a_drawing_keeps_what_draws_and_nothing_else() -> None:
    given = _svg(
        '<title>x</title><metadata><a:b xmlns:a="urn:a">secret</a:b></metadata><style>.c{fill:url(#g)}</style>'
        '<defs><linearGradient id="g"><stop stop-color="#ff0000"/></linearGradient><path id="p" d="M0 0h90v30H0z"/>'
        '</defs><use xlink:href="#p" class="c" a:b="1" xmlns:a="urn:a"/>'
    )
    drawn = pictures.logo(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">' + given
    )
    assert "secret" not in drawn
    assert "urn:a" not in drawn
    assert _seen(drawn).getpixel((50, 30)) == (255, 0, 0)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onload="x" width="9" height="9"/>',
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
        '<use href="https://example.com/a.svg#a"/>',
        '<rect fill="url(https://example.com/a)" width="9" height="9"/>',
        '<style>@import "https://example.com/a.css";</style><rect width="9" height="9"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "<text>Lechner</text>",
        '<g id="a"><use href="#a"/></g><rect width="9" height="9"/>',
        '<mask id="m"><rect mask="url(#m)" width="9" height="9"/></mask><rect mask="url(#m)" width="9" height="9"/>',
        "<g>" * 100 + '<rect width="9" height="9"/>' + "</g>" * 100,
        "".join(f'<g id="a{n}">{_ten(n + 1)}</g>' for n in range(9)) + '<path id="a9" d="M0 0"/>',
        '<style>.a{mask:url(#m)}</style><mask id="m"><rect class="a" width="9" height="9"/></mask>',
    ],
)  # fmt: skip
def test_a_drawing_that_does_or_fetches_something_or_never_ends_is_refused(inner: str) -> None:
    with pytest.raises(drawings.NotADrawing):
        pictures.logo(_svg(inner))


def test_a_drawing_with_entities_is_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD + "<title>&b;</title></svg>"
    with pytest.raises(drawings.NotADrawing, match="Entities"):
        pictures.logo(bomb.encode())
    with pytest.raises(drawings.NotADrawing):
        pictures.logo(b"\xff" + _svg("<g/>"))
