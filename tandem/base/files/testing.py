"""Makers for tests: pictures as somebody uploads them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def png(size: tuple[int, int], *, colour: str, transparent: bool = False) -> bytes:
    """A picture to upload: a disc and a bar, half transparent on nothing, or on grey."""
    made = Image.new("RGBA", size, (0, 0, 0, 0) if transparent else "#e4e4de")
    drawn, (width, height) = ImageDraw.Draw(made), size
    side = min(width, height)
    drawn.ellipse((0, 0, side - 1, side - 1), fill=colour)
    drawn.rectangle((width * 0.5, height * 0.6, width - 1, height - 1), fill="#0a536480")
    held = BytesIO()
    made.save(held, "PNG")
    return held.getvalue()
