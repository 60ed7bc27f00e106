"""A business card becomes the form of a lead; nothing is stored before somebody has looked at it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.journey.leads import cards

MODERN = """BEGIN:VCARD
VERSION:3.0
N:Brüllmann;Petra;;Frau;
FN:Petra Brüllmann
ORG:Brüllmann Hebetechnik AG;Einkauf
TITLE:Leiterin Einkauf
TEL;TYPE=WORK,VOICE:+49 7541 1234-0
TEL;TYPE=CELL:+49 171 2345678
TEL;TYPE=WORK,FAX:+49 7541 1234-99
EMAIL;TYPE=INTERNET:P.Bruellmann@bruellmann.example
ADR;TYPE=WORK:;;Hafenstraße 7;Friedrichshafen;;88045;Deutschland
URL:https://www.bruellmann.example
END:VCARD
"""
OUTLOOK = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=de;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
    "ORG:Kran & Co. KG\r\nTEL;WORK;VOICE:(0731) 12340\r\nTEL;WORK;FAX:(0731) 12349\r\n"
    "EMAIL;PREF;INTERNET:j.mueller@kran.example\r\nEND:VCARD\r\n"
)


def test_a_vcard_gives_every_field() -> None:
    assert cards.read(MODERN, country="AT").values() == {
        "company": "Brüllmann Hebetechnik AG", "salutation": "Frau", "first_name": "Petra", "last_name": "Brüllmann",
        "function": "Leiterin Einkauf", "street": "Hafenstraße 7", "postcode": "88045", "city": "Friedrichshafen",
        "website": "https://www.bruellmann.example", "country": "DE",
        "phone": "+49 7541 1234-0; +49 171 2345678", "email": "P.Bruellmann@bruellmann.example",
    }  # fmt: skip


def test_an_old_vcard_of_outlook_is_read_and_its_fax_is_left_out() -> None:
    found = cards.read(OUTLOOK, country="DE").values()
    assert (found["first_name"], found["last_name"], found["company"]) == ("Jörg", "Müller", "Kran & Co. KG")
    assert found["phone"] == "(0731) 12340"


def test_a_file_in_the_code_page_of_windows_is_read() -> None:
    assert cards.read(MODERN.encode("cp1252"), country="DE").last_name == "Brüllmann"
    assert cards.read(MODERN.encode("utf-16"), country="DE").last_name == "Brüllmann"


SIGNATURES = {
    "Germany": (
        """Guten Tag Frau Reiter,
        bitte um ein Angebot bis 15.03.2027 über 24 Rollen.
        Mit freundlichen Grüßen
        Dr. Petra von Ahn
        Leiterin Einkauf

        Brüllmann Hebetechnik GmbH & Co. KG
        Hafenstraße 7a
        88045 Friedrichshafen
        Tel.: +49 (0)7541 1234-56
        Mobil: 0171 2345678
        Fax: 07541 1234-99
        E-Mail: petra.ahn@bruellmann.example
        www.bruellmann.example
        Sitz: Friedrichshafen, HRB 123456, USt-IdNr. DE136695976""",
        {"company": "Brüllmann Hebetechnik GmbH & Co. KG", "first_name": "Petra", "last_name": "von Ahn",
         "function": "Leiterin Einkauf", "street": "Hafenstraße 7a", "postcode": "88045", "city": "Friedrichshafen",
         "country": "DE", "email": "petra.ahn@bruellmann.example", "website": "www.bruellmann.example",
         "phone": "+49 (0)7541 1234-56; 0171 2345678"},
    ),
    "Austria": (
        """Beste Grüße
        Ing. Max Gruber
        Technischer Leiter
        Seilbahnen Gruber Ges.m.b.H.
        Bahnhofstraße 12 | A-6900 Bregenz
        T: +43 5574 12345 | m.gruber@seil.example""",
        {"company": "Seilbahnen Gruber Ges.m.b.H.", "last_name": "Gruber", "function": "Technischer Leiter",
         "street": "Bahnhofstraße 12", "postcode": "6900", "city": "Bregenz", "country": "AT",
         "phone": "+43 5574 12345", "website": "www.seil.example"},
    ),
    "Switzerland": (
        """Freundliche Grüsse
        Urs Meier, Projektleiter
        Krananlagen Meier AG, Industriestrasse 4, CH-9000 St. Gallen
        +41 71 234 56 78""",
        {"postcode": "9000", "city": "St. Gallen", "country": "CH", "street": "Industriestrasse 4",
         "company": "Krananlagen Meier AG", "phone": "+41 71 234 56 78"},
    ),
    "only an address": (
        "anna.berger@muster.example",
        {"first_name": "Anna", "last_name": "Berger", "email": "anna.berger@muster.example"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("country", SIGNATURES)
def test_a_signature_gives_what_stands_in_it(country: str) -> None:
    written, expected = SIGNATURES[country]
    found = cards.read("\n".join(line.strip() for line in written.splitlines()), country="DE").values()
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "written", ["", "   ", "Hallo", "BEGIN:VCARD", "BEGIN:VCARD\nEND:VCARD", "x" * 300_000, "\x00" * 50]
)
def test_what_is_no_card_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(cards.NotACard):
        cards.read(written, country="DE")


@given(
    st.one_of(
        st.text(max_size=400), st.text(max_size=200).map(lambda inner: f"BEGIN:VCARD\n{inner}\nEND:VCARD")
    )
)
def test_no_text_breaks_it(written: str) -> None:
    try:
        cards.read(written, country="DE")
    except cards.NotACard:
        return  # said in a sentence


@pytest.mark.parametrize(
    "line", ["0" * 20_000, "a@" * 9000, "(" * 9000, "Straße 1 " * 3000, "www." * 9000, "1234 A" * 4000]
)
def test_a_hostile_line_is_read_in_no_time(line: str) -> None:
    try:
        cards.read(f"Gruß\n{line}\nx.y@firma.example", country="DE")
    except cards.NotACard:
        return  # said in a sentence


@pytest.mark.django_db
def test_it_is_shown_for_checking_and_nothing_is_stored(
    client: Client, ulm: Tandem, anna: User, paul: User
) -> None:
    client.force_login(anna)
    file = SimpleUploadedFile("karte.vcf", MODERN.encode(), content_type="text/vcard")
    page = client.post("/leads/neu/visitenkarte", {"file": file}).content.decode()
    assert 'value="Brüllmann Hebetechnik AG"' in page
    assert 'action="/leads/neu"' in page
    assert not Customer.objects.exists()
    for nothing in ({"written": "nichts"}, {"file-clear": "on"}, {}):
        assert client.post("/leads/neu/visitenkarte", nothing).status_code == 422
    client.force_login(paul)
    assert client.get("/leads/neu/visitenkarte").status_code == 403
