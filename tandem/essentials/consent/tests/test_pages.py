"""The sheet of a contact's legal basis, and numbers that are no links any more."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from tandem.essentials.consent.models import Statement
from tandem.essentials.consent.testing import objected
from tandem.essentials.customers.models import Contact, Customer
from tandem.essentials.customers.templatetags.reach import UnknownReach
from tandem.essentials.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(claudia: Contact) -> str:
    return f"/ansprechpartner/{claudia.pk}/grundlage"


def _key(**values: Any) -> dict[str, Any]:
    return {"_key": str(uuid.uuid4()), **values}


def test_an_objection_is_one_button_and_undone_by_another(
    sheet: str, hoelzl: Customer, anna: User, client: Client
) -> None:
    client.force_login(anna)
    assert "Will keine Anrufe" in client.get(sheet, headers={"HX-Request": "true"}).content.decode()
    sent = _key(kind="objection", channel="call", source="phone")
    assert client.post(sheet, sent).status_code == 302
    client.post(sheet, sent)
    statement = Statement.objects.get()
    page = client.get(f"/kunden/{hoelzl.pk}").content.decode()
    assert f"/grundlagen/{statement.pk}/zuruecknehmen" in page
    assert "tel:+4973112341" not in page
    client.post(f"/grundlagen/{statement.pk}/zuruecknehmen", _key())
    statement.refresh_from_db()
    assert statement.taken_back_by == anna


def test_the_number_of_who_objected_is_struck_with_the_reason(
    hoelzl: Customer, claudia: Contact, anna: User, client: Client
) -> None:
    client.force_login(anna)
    card = f"/kunden/{hoelzl.pk}/ansprechpartner"
    assert "tel:" in client.get(card).content.decode()
    objected(about=claudia, by=anna, at=timezone.now())
    page = client.get(card).content.decode()
    assert "tel:" not in page
    assert "<s>" in page
    assert "Widerspruch vom" in page


def test_a_consent_keeps_text_and_document(sheet: str, anna: User, client: Client) -> None:
    client.force_login(anna)
    paper = SimpleUploadedFile("ja bitte.pdf", b"%PDF-1.4", content_type="application/pdf")
    sent = _key(kind="consent", channel="call", words="Ja, gern.", source="letter", proof=paper)
    assert client.post(sheet, sent).status_code == 302
    statement = Statement.objects.get()
    answer = client.get(f"/grundlagen/{statement.pk}/beleg")
    assert answer.content == b"%PDF-1.4"
    assert "attachment" in answer["Content-Disposition"]
    assert (
        "ja%20bitte.pdf" in client.get(sheet).content.decode()
        or "ja bitte.pdf" in client.get(sheet).content.decode()
    )


def test_what_is_missing_is_said_and_the_text_stays(sheet: str, anna: User, client: Client) -> None:
    client.force_login(anna)
    answer = client.post(sheet, _key(kind="consent", channel="call", words="Ja, gern."))
    assert answer.status_code == 422
    assert "Wie hat der Kunde zugestimmt" in answer.content.decode()
    assert "Ja, gern." in answer.content.decode()
    assert not Statement.objects.exists()


def test_a_day_in_the_future_is_refused(sheet: str, anna: User, client: Client) -> None:
    client.force_login(anna)
    day = f"{timezone.localdate() + timedelta(days=2):%Y-%m-%d}"
    assert client.post(sheet, _key(kind="objection", channel="call", happened_on=day)).status_code == 422


def test_outsiders_find_nothing(sheet: str, claudia: Contact, paul: User, anna: User, client: Client) -> None:
    statement = objected(about=claudia, by=anna, at=timezone.now())
    client.force_login(paul)
    assert client.get(sheet).status_code == 404
    assert client.post(sheet, _key(kind="objection", channel="all")).status_code == 404
    assert client.post(f"/grundlagen/{statement.pk}/zuruecknehmen", _key()).status_code == 404
    assert client.get(f"/grundlagen/{statement.pk}/beleg").status_code == 404


def test_a_number_whose_objections_were_not_read_is_not_shown() -> None:
    page = Template("{% load reach %}{% dial channel told %}")
    with pytest.raises(UnknownReach):
        page.render(Context({"channel": {"kind": "phone", "value": "+49731", "label": ""}}))


def test_the_sheet_asks_few_times(
    sheet: str, anna: User, client: Client, django_assert_max_num_queries: Any, now: datetime
) -> None:
    client.force_login(anna)
    client.get(sheet)
    with django_assert_max_num_queries(15):
        client.get(sheet)
