"""German texts are extracted, checked and compiled as Django looks them up."""

import gettext
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.setup.running import ROOT


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.ROOT = tmp_path  # type: ignore[attr-defined]
    module.PACKAGE = tmp_path / "tandem"  # type: ignore[attr-defined]
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    place = tmp_path / "tandem" / "journey" / "leads"
    (place / "templates" / "leads").mkdir(parents=True)
    (place / "__init__.py").touch()
    return place


def write_page(room: Path, text: str) -> None:
    (room / "templates" / "leads" / "page.html").write_text(text, "utf-8")


def translate(room: Path, **texts: str) -> None:
    path = room / "locale" / "de" / "LC_MESSAGES" / "django.po"
    content = path.read_text("utf-8")
    for english, german in texts.items():
        content = content.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{german}"')
    path.write_text(content, "utf-8")


def ids(catalogue: object) -> set[object]:
    return {message.id for message in catalogue if message.id}  # type: ignore[attr-defined]


def test_texts_of_python_and_templates_are_found(messages: ModuleType, room: Path) -> None:
    (room / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("Saved")\npgettext("verb", "Open")\nngettext("%(n)s lead", "%(n)s leads", 2)\n'
        '_("Two "\n  "lines")\n'
    )
    write_page(
        room,
        '{% load i18n %}<p title="it\'s (odd">{% translate "Hello" %} {{ _("In a variable") }}'
        '{% translate "Open" context "adjective" %}{% translate "Named" as name %}'
        "{% blocktranslate trimmed with n=count %}\n  100% of\n  {{ n }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
    )
    found = messages.found_in(room)
    assert ids(found) == {
        "Saved",
        "Open",
        ("%(n)s lead", "%(n)s leads"),
        "Two lines",
        "Hello",
        "In a variable",
        "Named",
        "100%% of %(n)s",
        ("%(n)s day", "%(n)s days"),
    }
    assert {message.context for message in found if message.id == "Open"} == {"verb", "adjective"}


def test_an_update_keeps_translations_and_drops_what_is_gone(messages: ModuleType, room: Path) -> None:
    write_page(room, '{% load i18n %}{% translate "Old" %}{% translate "Kept" %}')
    messages.update(room)
    translate(room, Old="Alt", Kept="Bleibt")
    write_page(room, '{% load i18n %}{% translate "Kept" %}{% translate "New" %}')
    messages.update(room)
    kept = messages.kept_catalogue(room)
    assert kept.get("Kept").string == "Bleibt"
    assert ids(kept) == {"Kept", "New"}


def test_updating_twice_changes_nothing(messages: ModuleType, room: Path) -> None:
    write_page(
        room, '{% load i18n %}{% translate "A" %}{% blocktranslate %}{{ n }} of 10%{% endblocktranslate %}'
    )
    messages.update(room)
    before = messages.catalogue_path(room).read_bytes()
    messages.update(room)
    assert messages.catalogue_path(room).read_bytes() == before


def test_what_is_not_translated_is_listed(messages: ModuleType, room: Path) -> None:
    write_page(room, '{% load i18n %}{% translate "One" %}{% translate "Two" %}')
    messages.update(room)
    translate(room, One="Eins")
    write_page(room, '{% load i18n %}{% translate "Two" %}{% translate "Three" %}')
    assert sorted(line.split(": ", 1)[1] for line in messages.problems(room)) == [
        "missing: 'Three'",
        "obsolete: 'One'",
        "untranslated: 'Two'",
    ]


def test_a_forgotten_placeholder_is_listed(messages: ModuleType, room: Path) -> None:
    (room / "views.py").write_text("_('%(name)s came')")
    messages.update(room)
    path = messages.catalogue_path(room)
    path.write_text(
        path.read_text("utf-8")
        .replace('msgstr ""\n', 'msgstr "Jemand kam"\n')
        .replace('msgid ""\nmsgstr "Jemand kam"', 'msgid ""\nmsgstr ""'),
        "utf-8",
    )
    assert ["placeholders differ" in line for line in messages.problems(room)] == [True]


def test_the_compiled_catalogue_is_what_gettext_reads(messages: ModuleType, room: Path) -> None:
    write_page(room, "{% load i18n %}{% blocktranslate %}100% sure{% endblocktranslate %}")
    messages.update(room)
    path = messages.catalogue_path(room)
    path.write_text(
        path.read_text("utf-8").replace('sure"\nmsgstr ""', 'sure"\nmsgstr "100%% sicher"'), "utf-8"
    )
    assert messages.compile_all([room]) == 1
    with path.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("100%% sure") == "100%% sicher"
