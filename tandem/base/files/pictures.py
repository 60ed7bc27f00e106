"""Pictures as documents print them: known by what is in them, made small once, kept as a drawing (SVG) in one piece.

A bitmap is put into a drawing of its own size, so that the typesetter is given text and no file is looked for.
"""

from __future__ import annotations

import base64
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from tandem.base.design import typesetting
from tandem.base.files import drawings
from tandem.base.tools.errors import Refused

LARGEST_LOGO = 1024 * 1024
# Dots of what is printed: a letterhead of 70 × 20 mm with 500 dots an inch, a product of 15 mm with 300.
_LOGO, _SMALL = (1400, 400), (180, 180)
# How large the longer side of a product's picture is printed.
_SMALL_MM = 15
# A larger picture is none that a camera takes, and fills the memory.
MOST_DOTS = 100_000_000
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)


class NotPrintable(Refused):
    """The file is no picture, or none that can be printed; the sentence says why."""

    status = 422


def logo(content: bytes) -> str:
    """A company's logo as it is printed: PNG and JPEG made small, transparency kept; a drawing without what is no
    drawing. It is tried on paper before it is taken.
    """
    if len(content) > LARGEST_LOGO:
        raise NotPrintable(_("A logo has at most 1 MB. Save it smaller."))
    if content.startswith((b"\x89PNG", b"\xff\xd8")):
        drawn = _logo_of_dots(content)
    elif b"<svg" in content:
        drawn = drawings.cleaned(content)
    else:
        raise NotPrintable(_("A logo is a PNG, JPEG or SVG file."))
    try:
        typesetting.picture(drawn)
    except typesetting.NotPrintable as error:
        raise NotPrintable(_("This picture cannot be printed. Save it once more, best as PNG.")) from error
    return drawn


def _logo_of_dots(content: bytes) -> str:
    picture = _read(content, ("PNG", "JPEG"), _LOGO)
    # What is empty around a logo would keep it away from the margin.
    drawn = picture.getbbox() if picture.mode == "RGBA" else (0, 0, *picture.size)
    if drawn is None:
        raise NotPrintable(_("Nothing is to be seen in this picture."))
    picture = picture.crop(drawn)
    picture.thumbnail(_LOGO, Image.Resampling.LANCZOS)
    held = BytesIO()
    if content.startswith(b"\xff\xd8"):
        picture.convert("RGB").save(held, "JPEG", quality=92, optimize=True)
        return _in_drawing(held.getvalue(), picture.size, "jpeg")
    picture.save(held, "PNG", optimize=True)
    return _in_drawing(held.getvalue(), picture.size, "png")


def small(content: bytes) -> str:
    """A picture as it stands beside a line: small, on white, a few kilobytes."""
    picture = _read(content, ("PNG", "JPEG", "WEBP", "GIF"), _SMALL)
    picture.thumbnail(_SMALL, Image.Resampling.LANCZOS)
    if picture.mode == "RGBA":
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    held = BytesIO()
    picture.convert("RGB").save(held, "JPEG", quality=85, optimize=True)
    return _in_drawing(held.getvalue(), picture.size, "jpeg", scale=_SMALL_MM / max(picture.size), unit="mm")


def _read(content: bytes, formats: tuple[str, ...], box: tuple[int, int]) -> Image.Image:
    """The picture upright, in the colours of screens, RGB or RGBA."""
    try:
        with Image.open(BytesIO(content), formats=formats) as opened:
            if opened.width * opened.height > MOST_DOTS:
                raise NotPrintable(_("This picture has too many dots. Save it smaller."))
            # A JPEG is read at a fraction of its size where that is enough.
            opened.draft(None, (4 * box[0], 4 * box[1]))
            opened.load()
            return _in_srgb(ImageOps.exif_transpose(opened))
    except _BROKEN as error:
        raise NotPrintable(
            _("This is no picture that can be read. Save it once more as PNG or JPEG.")
        ) from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        # Sixteen bits of grey.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _converted(picture, profile)
    flat = picture.convert("RGB")
    if alpha is not None:
        flat.putalpha(alpha)
    return flat


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        # A profile that cannot be read says nothing about the colours: they are taken as they stand.
        return picture
    return picture if found is None else found


def _in_drawing(content: bytes, size: tuple[int, int], kind: str, *, scale: float = 1, unit: str = "") -> str:
    width, height = size
    printed = f'width="{width * scale:.3f}{unit}" height="{height * scale:.3f}{unit}"'
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="{drawings.SVG}" viewBox="0 0 {width} {height}" {printed}>'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )
