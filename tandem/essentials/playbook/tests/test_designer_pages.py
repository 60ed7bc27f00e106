"""The designer in the browser: who may, what is saved as it is typed, what two at once are told, and the PDF."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from tandem.base.files.testing import png
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions, drafting, queries
from tandem.essentials.playbook.models import VISIT, Draft

pytestmark = pytest.mark.django_db
STEP = f"/prozess/entwurf/schritt/{VISIT}"
WRITES: list[tuple[str, list[Any]]] = [
    ("begin_draft", []), ("give_up_draft", []), ("put_draft_into_force", []), ("restore_draft", [1]),
    ("add_step", []), ("change_step", [VISIT]), ("split_step", [VISIT]), ("remove_step", [VISIT]),
    ("assign_step", [VISIT]), ("move_step", [VISIT]),
]  # fmt: skip


@pytest.fixture
def draft(ben: User, now: datetime) -> Draft:
    return actions.begin_draft(by=ben, at=now)


def typed(client: Client, **changed: Any) -> dict[str, Any]:
    """What a browser sends of the form of the visit, with something typed anew."""
    page = client.get(STEP, headers={"HX-Request": "true"})
    form = page.context["form"]
    sent = {bound.name: bound.value() for bound in form if bound.value() not in (None, "")}
    return {**sent, "revision": page.context["draft"].revision, **changed}


def now_reads(draft: Draft) -> Any:
    return drafting.design_of(Draft.objects.get(pk=draft.pk)).find(VISIT)


def test_what_is_typed_is_saved_and_nothing_else_changes(client: Client, ben: User, draft: Draft) -> None:
    before = now_reads(draft)
    client.force_login(ben)
    sent = typed(client, name_de="Kundenbesuch")
    answer = client.post(f"{STEP}/speichern", sent, headers={"HX-Request": "true"})
    assert "Kundenbesuch" in answer.content.decode()
    after = now_reads(draft)
    assert after.name_de == "Kundenbesuch"
    fields = before.__dataclass_fields__
    assert [name for name in fields if getattr(before, name) != getattr(after, name)] == ["name_de"]


def test_the_order_of_two_responsible_sides_is_kept(client: Client, ben: User, draft: Draft) -> None:
    client.force_login(ben)
    page = client.get("/prozess/entwurf/schritt/order", headers={"HX-Request": "true"})
    sent = {bound.name: bound.value() for bound in page.context["form"] if bound.value() not in (None, "")}
    client.post("/prozess/entwurf/schritt/order/speichern", {**sent, "revision": 1, "hint_de": "kurz"})
    order = drafting.design_of(Draft.objects.get(pk=draft.pk)).find("order")
    assert order is not None
    assert (order.hint_de, order.responsible) == ("kurz", ("field", "inside"))


def test_exceptions_and_people_are_typed_too(client: Client, ben: User, anna: User, draft: Draft) -> None:
    client.force_login(ben)
    sent = typed(
        client, responsible_C="inside", consulted_person=f"person:{anna.pk}", needs=["visits.report"]
    )
    answer = client.post(f"{STEP}/speichern", sent, headers={"HX-Request": "true"})
    # Somebody was named: the form comes back with one more choice.
    assert answer.headers["HX-Retarget"] == f"#edit-{VISIT}"
    after = now_reads(draft)
    assert [(one.whom, one.acts_first) for one in after.exceptions] == [("C", "inside")]
    assert f"person:{anna.pk}" in after.consulted
    assert after.needs == ("visits.report",)


def test_the_second_of_two_at_one_step_sees_both_wordings(
    client: Client, ben: User, juergen: User, draft: Draft, now: datetime
) -> None:
    client.force_login(juergen)
    sent = typed(client, name_de="Tour")
    actions.change_step(draft=draft, key=VISIT, values={"name_de": "Besuch"}, revision=1, by=ben, at=now)
    answer = client.post(f"{STEP}/speichern", sent, headers={"HX-Request": "true"}).content.decode()
    assert all(word in answer for word in ("Ben Huber", "Besuch", "Tour"))
    assert now_reads(draft).name_de == "Besuch"
    # Read, it may be sent again.
    client.post(f"{STEP}/speichern", typed(client, name_de="Tour"), headers={"HX-Request": "true"})
    assert now_reads(draft).name_de == "Tour"


@pytest.mark.parametrize("who", ["anna", "tobias", "paul", "rolf"])
def test_no_other_designs(client: Client, draft: Draft, who: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(who))
    before = now_reads(draft)
    for name, args in WRITES:
        client.post(
            reverse(f"playbook:{name}", args=args), {"name_de": "x", "into": "quote", "revision": "1"}
        )
    assert now_reads(draft) == before
    assert Draft.objects.get().state == "open"
    assert client.get(STEP).status_code == 403
    assert client.get("/prozess/entwurf/in-kraft").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("tobias", 200), ("rolf", 200), ("nina", 200), ("paul", 403)]
)
def test_all_of_sales_reads_the_draft_and_prints_it(
    client: Client, draft: Draft, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    for path in (
        "/prozess/entwurf",
        "/prozess/vorlage",
        "/prozess/vorlage/1",
        "/prozess/entwurf/druck/matrix",
    ):
        assert client.get(path).status_code == status, path


def test_both_sides_comment_on_the_page(client: Client, anna: User, paul: User, draft: Draft) -> None:
    client.force_login(anna)
    client.post("/prozess/entwurf/kommentar", {"text": "Das sind zwei Schritte", "step": VISIT})
    assert "Das sind zwei Schritte" in client.get("/prozess/entwurf").content.decode()
    client.force_login(paul)
    client.post("/prozess/entwurf/kommentar", {"text": "Ich auch"})
    assert draft.comments.count() == 1


def test_design_and_put_into_force_without_a_script(client: Client, ben: User, now: datetime) -> None:
    client.force_login(ben)
    client.post("/prozess/entwurf/beginnen")
    client.post(f"{STEP}/teilen", {"name_de": "Vorführung", "name_en": "Demo", "revision": "1"})
    client.post("/prozess/entwurf/schritt", {"name_de": "Messe", "name_en": "Fair", "after": VISIT})
    page = client.get("/prozess/entwurf").content.decode()
    assert "Messe: " in page  # nobody is responsible for it yet
    own = drafting.design_of(drafting.get_open_draft()).steps[3]
    client.post(
        f"/prozess/entwurf/schritt/{own.key}/entfernen", {"revision": drafting.get_open_draft().revision}
    )
    held = drafting.get_open_draft()
    asked = client.get("/prozess/entwurf/in-kraft")
    day = asked.context["form"].initial["from_day"]
    assert f'value="{day.isoformat()}"' in asked.content.decode()
    answer = client.post("/prozess/entwurf/in-kraft/setzen", {"revision": held.revision, "from_day": day})
    assert answer.status_code == 302
    page = client.get("/prozess/vorlage?ansicht=bahnen").content.decode()
    assert "Vorführung" in page
    assert len(queries.steps(day=day)) == 13


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("what", ["bahnen", "matrix"])
@pytest.mark.parametrize(("language", "word"), [("de", "Angebot verfolgen"), ("en", "Follow up the quote")])
def test_the_process_fits_on_one_sheet_in_both_languages(
    client: Client, anna: User, paper: str, what: str, language: str, word: str
) -> None:
    client.force_login(anna)
    answer = client.get(f"/prozess/vorlage/1/druck/{what}?papier={paper}&sprache={language}")
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert word in pages[0].extract_text().replace("\n", " ")
    assert "Lechner Fördertechnik" in pages[0].extract_text()
    width, height = (float(side) / 72 * 25.4 for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == {"a4": (297, 210), "a3": (420, 297)}[paper]


@pytest.mark.parametrize("address", ["/prozess/vorlage/1/druck/bahnen", "/prozess/vorlage/1/druck/matrix"])
def test_the_companys_logo_stands_in_the_place_of_its_name(
    client: Client, anna: User, now: datetime, address: str
) -> None:
    people.keep_logo(content=png((600, 200), colour="red"), name="logo.png", by=None, at=now)
    client.force_login(anna)
    (page,) = PdfReader(io.BytesIO(client.get(address).content)).pages
    assert len(page.images) == 1
    assert "Lechner Fördertechnik" not in page.extract_text()


def test_a_draft_is_printed_as_one(client: Client, anna: User, draft: Draft) -> None:
    client.force_login(anna)
    answer = client.get("/prozess/entwurf/druck/bahnen?sprache=de")
    assert "Entwurf" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert client.get("/prozess/entwurf/druck/roman").status_code == 404


def test_the_page_of_a_draft_asks_no_more_for_many_changes_and_comments(
    client: Client,
    ben: User,
    draft: Draft,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        draft = actions.change_step(
            draft=draft,
            key=VISIT,
            values={"name_de": f"Besuch {number}"},
            revision=draft.revision,
            by=ben,
            at=now,
        )
        actions.comment(draft=draft, text=f"Nummer {number}", step_key=VISIT, by=ben, at=now)
    client.force_login(ben)
    with django_assert_max_num_queries(15):
        assert "Nummer 7" in client.get("/prozess/entwurf").content.decode()
