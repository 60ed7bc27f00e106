"""People, chips, fields: shape, word and accessible name."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from tandem.base.design.frames import Entry, Face
from tandem.base.design.gallery import Sample

ANNA = Sample("Anna", "Reiter", "inside", "Innendienst")
TOBIAS = Sample("Tobias", "Kranz", "field", "Außendienst")
MARTINA = Sample("Martina", "Seidl", "key_account", "Key-Account")


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


def drawn(source: str, **context: object) -> str:
    return Template("{% load design %}" + source).render(Context({"anna": ANNA, "tobias": TOBIAS, **context}))


def test_an_avatar_says_who_which_side_and_whose_turn() -> None:
    html = drawn("{% avatar anna on=True %}")
    assert 'aria-label="Anna Reiter, Innendienst, ist dran"' in html
    assert 'class="av av-id on"' in html
    assert 'aria-label="Tobias Kranz, Außendienst"' in drawn("{% avatar tobias size=32 %}")
    assert "av av-ad x32" in drawn("{% avatar tobias size=32 %}")


def test_an_avatar_speaks_english_too() -> None:
    with translation.override("en"):
        assert 'aria-label="Anna Reiter, Innendienst, has the turn"' in drawn("{% avatar anna on=True %}")


def test_a_deputy_is_dashed_and_named_as_such() -> None:
    html = drawn("{% avatar anna dep=True %}")
    assert "dep" in html
    assert "Anna Reiter, Innendienst, Vertretung" in html


def test_beside_the_visible_name_the_avatar_is_silent() -> None:
    html = drawn("{% who anna on=True %}")
    assert 'aria-hidden="true"' in html
    assert 'role="img"' not in html
    assert re.sub(r"<[^>]+>", "", html) == "ARAnna Innendienst, ist dran"


def test_each_side_has_its_own_shape_and_others_have_no_hue() -> None:
    assert "av-kam" in drawn("{% avatar p %}", p=MARTINA)
    assert 'class="av"' in drawn("{% avatar p %}", p=Sample("Paul", "Lutz", "expert", "Fachbereich"))
    assert "KD" in drawn("{% customer_avatar %}")


def test_the_pair_fills_who_has_the_turn() -> None:
    assert drawn("{% pair anna tobias %}").count(" on") == 0
    assert 'class="av av-ad on"' in drawn("{% pair anna tobias on=tobias %}")
    assert drawn('{% pair anna tobias on="both" %}').count(" on") == 2
    assert "Platz nicht besetzt" in drawn("{% pair anna None %}")


def test_danger_is_never_a_colour_alone() -> None:
    assert "i-triangle-alert" in drawn('{% chip "überfällig" kind="danger" %}')
    assert "<svg" not in drawn('{% chip "offen" %}')


def test_what_people_typed_is_escaped() -> None:
    person = Sample("<b>", '"x', "inside", "Innendienst")
    for html in (drawn("{% who p %}{% avatar p %}", p=person), drawn("{% chip t %}", t="<script>")):
        assert "<b>" not in html
        assert "<script>" not in html


def test_icons_are_silent_unless_labelled() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "phone" %}')
    assert 'role="img" aria-label="Telefon"' in drawn('{% icon "phone" label="Telefon" %}')


def test_each_form_gets_a_fresh_key() -> None:
    keys = re.findall(r'value="([0-9a-f-]{36})"', drawn("{% once %}{% once %}"))
    assert len(set(keys)) == 2


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="Vor- und Nachname")
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)
    copy = forms.BooleanField(label="Kopie", required=False)
    side = forms.ChoiceField(label="Seite", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_links_label_help_and_error() -> None:
    html = drawn("{% field form.name hx_get='/x' %}", form=Form({"name": ""}))
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_error id_name_help"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert 'id="id_name_help"' in html
    assert 'class="field"' in html
    assert 'hx-get="/x"' in html


def test_fields_of_each_kind_have_a_name() -> None:
    form = Form()
    assert '<label for="id_copy">' in drawn("{% field form.copy %}", form=form)
    assert "<legend" in drawn("{% field form.side %}", form=form)
    assert 'class="field area"' in drawn("{% field form.note %}", form=form)
    assert "<label" not in drawn("{% field form.secret %}", form=form)
    assert 'class="vh"' in drawn("{% field form.name label_hidden=True %}", form=form)


def test_only_addresses_of_this_site_can_be_undone() -> None:
    assert drawn("{{ t|undo_url }}", t="undo:/x/1") == "/x/1"
    assert drawn("{{ t|undo_url }}", t="undo://evil.example") == ""
    assert drawn("{{ t|undo_url }}", t="sticky") == ""


def test_document_numbers_stay_in_one_piece() -> None:
    html = drawn("{{ t|unbroken }}", t="Angebot 26-1184 <b>")
    assert html == 'Angebot <span class="nowrap">26-1184</span> &lt;b&gt;'


def test_an_island_carries_the_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]  # what the CSP middleware adds
    html = drawn('{% island "visits/report" %}', request=request)
    assert 'nonce="abc"' in html
    assert "islands/visits/report" in html


def turn(**parts: object) -> str:
    parts = {"due": timezone.now() + dt.timedelta(days=1), **parts}
    return drawn('{% include "design/turn.html" with turn=turn %}', turn=parts)


def test_whose_turn_names_every_state() -> None:
    assert "Du bist dran" in turn(person=TOBIAS, side="field", is_me=True, headline="Nachfassen")
    assert 'class="dran ad"' in turn(person=TOBIAS, side="field", is_me=True, headline="Nachfassen")
    assert "Anna ist dran" in turn(person=ANNA, side="inside", headline="Klären")
    assert 'class="dran kam"' in turn(person=MARTINA, side="key_account", headline="Prüfen")
    assert "Niemand ist dran" in turn(person=None, headline="")
    assert 'class="dran none"' in turn(person=None, headline="")


def test_while_the_customer_is_waited_for_a_colleague_stays_named() -> None:
    html = turn(person=ANNA, side="customer", headline="Entscheidung")
    assert "Kunde ist dran" in html
    assert "Anna bleibt dran" in html
    assert "erwartet bis morgen" in html


def test_an_overdue_turn_and_a_stand_in_are_shown() -> None:
    late = turn(
        person=ANNA,
        side="inside",
        headline="Klären",
        overdue=True,
        due=timezone.now() - dt.timedelta(days=3),
    )
    assert "seit 3 Tagen überfällig" in late
    assert "Vertretung: Tobias Kranz" in turn(person=ANNA, side="inside", headline="Klären", stand_in=TOBIAS)


BAR = '{% load design %}{% kept "design/_fragments/bar.html" me=me account=account theme_url="/aussehen" %}'


def test_a_kept_part_brings_each_request_its_own_token() -> None:
    account = (Entry(label="Abmelden", url="/konto/logout/", icon="log-out", post=True),)
    me = Face.of(Sample("Anna", "Reiter", "inside", "Innendienst"))
    first = drawn(BAR, me=me, account=account, csrf_token="first-token")
    second = drawn(BAR, me=me, account=account, csrf_token='second"token')
    assert first.count('value="first-token"') == 2
    assert second == first.replace("first-token", "second&quot;token")


def test_a_kept_part_follows_the_name_and_the_language() -> None:
    before = drawn(BAR, me=Face.of(Sample("Anna", "Reiter", "inside", "Innendienst")), account=())
    after = drawn(BAR, me=Face.of(Sample("Anna", "Kranz", "inside", "Innendienst")), account=())
    assert "Anna Reiter" in before
    assert "Anna Kranz" in after
    with translation.override("en"):
        assert "settings" in drawn(BAR, me=Face.of(Sample("Anna", "Kranz", "inside", "Inside")), account=())
