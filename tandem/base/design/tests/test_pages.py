"""The frame, the error pages and the gallery: no inline script or style, complete texts."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tandem.base.design import views

ROOM = Path(__file__).parents[1]
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
STYLES = sorted((ROOM / "styles").glob("*.css"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    for opening in re.findall(r"<script[^>]*>", text):
        assert "src=" in opening


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_raw_colours_stand_in_the_tokens_only(path: Path) -> None:
    text = path.read_text()
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text)


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    listed = set((ROOM / "icons.txt").read_text().split())
    for path in TEMPLATES:
        assert set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())) <= listed


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html"]
)
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    with translation.override("de"):
        html = render_to_string(name)
    assert "<h1>" in html
    assert "Tandem" in html


def test_a_stranger_learns_nothing_from_not_found() -> None:
    with translation.override("de"):
        assert "Nicht gefunden oder nicht für dich" in render_to_string("404.html")


def page(language: str, settings: Any) -> str:
    settings.DEBUG = True
    request = RequestFactory().get("/design/gallery")
    with translation.override(language):
        return views.gallery(request).content.decode()


def test_the_gallery_is_for_builders_only(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(Http404):
        views.gallery(RequestFactory().get("/design/gallery"))


@pytest.mark.urls("tandem.base.design.tests.urls")
def test_the_frame_has_landmarks_one_heading_and_a_live_region(settings: Any) -> None:
    html = page("de", settings)
    assert html.count("<h1") == 1
    assert '<main class="content" id="content"' in html
    assert 'aria-live="polite"' in html
    assert 'href="#content"' in html
    assert 'lang="de"' in html
    assert "Strg K" in html
    assert "Erfassen" in html


@pytest.mark.urls("tandem.base.design.tests.urls")
def test_the_frame_speaks_english(settings: Any) -> None:
    html = page("en", settings)
    assert 'lang="en"' in html
    assert "Ctrl K" in html
    assert ">Log<" in html


@pytest.mark.urls("tandem.base.design.tests.urls")
def test_every_button_and_image_has_a_name(settings: Any) -> None:
    html = page("de", settings)
    for attributes, inner in re.findall(r"<button([^>]*)>(.*?)</button>", html, re.S):
        assert "aria-label" in attributes or re.sub(r"<[^>]+>", "", inner).strip(), attributes
    for svg in re.findall(r"<svg[^>]*>", html):
        assert "aria-hidden" in svg or "aria-label" in svg
