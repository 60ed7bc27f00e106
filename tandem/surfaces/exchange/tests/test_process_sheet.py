"""The process as an Excel file: what goes out comes back the same, and what cannot be read is said."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.essentials.people.models import ROLES, User
from tandem.essentials.playbook import actions, designing, drafting, queries
from tandem.essentials.playbook.designing import Design, Exceptional
from tandem.essentials.playbook.models import VISIT, Draft
from tandem.essentials.playbook.parties import Directory
from tandem.surfaces.exchange import process_sheet
from tandem.surfaces.exchange.process_sheet import ReadBack
from tandem.surfaces.exchange.tables import TableError

pytestmark = pytest.mark.django_db
NAMES = {
    **{role: str(label) for role, label in ROLES.items()},
    "person:1": "Anna Reiter",
    "person:2": "Zoë Öz",
}
ABLE = {"inside", "field", "key_account", "coordinator", "person:1", "person:2"}
WHO = Directory(
    names=NAMES, choices=NAMES, able=frozenset(ABLE), held=frozenset(ABLE), hearing=frozenset(ABLE), sides={}
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


@pytest.fixture
def design(company: object, now: datetime) -> Design:
    return designing.of_steps(queries.steps(day=now.date()))


def back(content: bytes, *, base: Design) -> ReadBack:
    return process_sheet.read(content, file_name="prozess.xlsx", base=base, who=WHO, taken=set())


def out(design: Design) -> bytes:
    return process_sheet.write(design, who=WHO)


def sheet(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


HEAD = [
    "Key (do not change)",
    "Name of the step (German)",
    "Name of the step (English)",
    "responsible",
    "Acts first",
    "Working days",
]

parties = st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=4).map(tuple)
in_charge = st.lists(st.sampled_from(sorted(ABLE)), unique=True, min_size=1, max_size=3).map(tuple)
words = st.text(max_size=200)
wording = st.fixed_dictionaries(
    {
        "name_de": st.text(max_size=80).map(lambda said: "N" + said),
        "name_en": words, "input_de": words, "tasks_de": words, "checklist_en": words,
        "responsible": in_charge, "acts_first": st.sampled_from(sorted(ABLE)),
        "consulted": parties, "informed": parties,
        "deadline_days": st.integers(0, designing.MOST_DAYS),
        "needs": st.lists(st.sampled_from(["visits.report", "quotes.sent"]), unique=True).map(tuple),
        "exceptions": st.lists(
            st.builds(
                Exceptional, whom=st.sampled_from(designing.WHOMS), responsible=in_charge,
                acts_first=st.sampled_from(sorted(ABLE)),
            ),
            max_size=4,
        ).map(tuple),
    }
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(st.tuples(st.integers(0, 30), wording), max_size=4),
    moves=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3),
    language=st.sampled_from(["de", "en"]),
)
def test_what_goes_out_comes_back_the_same(
    design: Design, changes: list[Any], moves: list[Any], language: str
) -> None:
    design = designing.split(design, key=VISIT, name_de="Vorführung", name_en="Demo")
    design = designing.remove(design, key="crm", into="care")
    for place, values in changes:
        key = design.steps[place % len(design.steps)].key
        design = designing.reword(design, key=key, values=values)
    for place, to in moves:
        design = designing.move(design, key=design.steps[place % len(design.steps)].key, to=to)
    with translation.override(language):
        content = out(design)
    # It is read by somebody with another language as well.
    with translation.override("de"):
        found = back(content, base=design)
    assert found.problems == []
    assert found.design == design


def test_a_row_without_a_key_is_a_new_step_and_a_missing_one_is_told(design: Design) -> None:
    content = sheet(
        HEAD,
        [VISIT, "Besuch", "Visit", "Field sales", "Field sales", 4],
        ["", "Messe", "Trade fair", "Innendienst; Außendienst", "Außendienst", 2],
    )
    found = back(content, base=design)
    visit, fair = found.design.steps
    assert (visit.key, visit.name_de, visit.deadline_days) == (VISIT, "Besuch", 4)
    assert (fair.key, fair.responsible, fair.acts_first) == ("own-2", ("inside", "field"), "field")
    # What the sheet has no column for stays.
    assert visit.result_de == design.find(VISIT).result_de  # type: ignore[union-attr]
    assert len(found.problems) == 11


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([VISIT, "Besuch", "Visit", "Hausmeister", "Field sales", 4], (2, "Hausmeister", "No side")),
        ([VISIT, "Besuch", "Visit", "Expert", "Field sales", 4], (2, "Expert", "cannot be in charge")),
        ([VISIT, "Besuch", "Visit", "Field sales", "Marketing", 4], (2, "Marketing", "cannot be in charge")),
        ([VISIT, "Besuch", "Visit", "Anna Reiter; Karl Kai", "Anna Reiter", 4], (2, "Karl Kai", "No side")),
        ([VISIT, "Besuch", "Visit", "Field sales", "Field sales", "bald"], (2, "bald", "stays at 5")),
        ([VISIT, "Besuch", "Visit", "Field sales", "Field sales", 2.5], (2, "2.5", "stays at 5")),
        ([VISIT, "Besuch", "Visit", "Field sales", "Field sales", 999], (2, "999", "stays at 5")),
        ([VISIT, "B" * 90, "Visit", "Field sales", "Field sales", 4], (2, "B" * 60, "cut off")),
        (["moon", "Besuch", "Visit", "Field sales", "Field sales", 4], (2, "moon", "new step")),
        ([VISIT, "", "", "Field sales", "Field sales", 4], (2, VISIT, "no name")),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_row_and_reason(
    design: Design, row: list[Any], told: tuple[int, str, str]
) -> None:
    good = ["quote", "Angebot", "Quote", "Field sales", "Field sales", 4]
    problems = [one for one in back(sheet(HEAD, row, good), base=design).problems if one.row]
    assert [(one.row, one.value) for one in problems] == [told[:2]]
    assert told[2] in problems[0].reason


def test_a_role_or_a_person_comes_back_as_responsible_also_for_some_customers(design: Design) -> None:
    head = [*HEAD, "C customers: responsible", "key account customers: responsible"]
    row = [VISIT, "Besuch", "Visit", "Koordination; Zoë Öz", "Zoë Öz", 4, "Coordination", "Anna Reiter"]
    found = back(sheet(head, row), base=design)
    visit = found.design.steps[0]
    assert (visit.responsible, visit.acts_first) == (("coordinator", "person:2"), "person:2")
    assert {(one.whom, one.responsible, one.acts_first) for one in visit.exceptions} == {
        ("C", ("coordinator",), "coordinator"),
        ("key_account", ("person:1",), "person:1"),
    }
    assert [one for one in found.problems if one.row] == []


def test_the_same_step_twice_is_taken_once(design: Design) -> None:
    row = [VISIT, "Besuch", "Visit", "Field sales", "Field sales", 4]
    found = back(sheet(HEAD, row, row), base=design)
    assert [step.key for step in found.design.steps] == [VISIT]
    assert "twice" in found.problems[0].reason


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK\x03\x04 broken", sheet(["Kunde", "Ort"], ["Hölzl", "Ulm"]), b"x" * 3_000_000],
)
def test_a_file_that_is_no_such_sheet_is_refused(design: Design, content: bytes) -> None:
    with pytest.raises(TableError):
        back(content, base=design)


def test_formulas_stay_words(design: Design) -> None:
    risky = designing.reword(design, key=VISIT, values={"name_de": '=HYPERLINK("http://x")'})
    assert back(out(risky), base=design).design.find(VISIT).name_de.startswith("=HYPER")  # type: ignore[union-attr]


def test_a_sheet_becomes_a_draft_with_what_changed_and_what_could_not_be_read(
    client: Client, ben: User, design: Design
) -> None:
    client.force_login(ben)
    taken = client.get("/prozess/excel/prozess.xlsx")
    assert taken.headers["Content-Type"].endswith("sheet")
    changed = designing.reword(design, key=VISIT, values={"name_de": "Besuch beim Kunden"})
    unknown = replace(WHO, names={**NAMES, "inside": "Hausmeister"})
    upload = SimpleUploadedFile("p.xlsx", process_sheet.write(changed, who=unknown))
    page = client.post("/prozess/excel/einlesen", {"file": upload}).content.decode()
    assert "Besuch beim Kunden" in page
    assert "Hausmeister" in page
    draft = drafting.open_draft()
    assert draft is not None
    assert drafting.design_of(draft).find(VISIT).name_de == "Besuch beim Kunden"  # type: ignore[union-attr]


def test_a_broken_sheet_leaves_no_draft(client: Client, ben: User) -> None:
    client.force_login(ben)
    answer = client.post("/prozess/excel/einlesen", {"file": SimpleUploadedFile("p.xlsx", b"hello")})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_whoever_does_not_design_reads_nothing_back(
    client: Client, anna: User, paul: User, design: Design
) -> None:
    client.force_login(anna)
    assert client.get("/prozess/excel/prozess.xlsx").status_code == 200
    assert client.get("/prozess/excel").status_code == 403
    client.post("/prozess/excel/einlesen", {"file": SimpleUploadedFile("p.xlsx", out(design))})
    assert not Draft.objects.exists()
    client.force_login(paul)
    assert client.get("/prozess/excel/prozess.xlsx").status_code == 403


def test_the_draft_itself_can_be_taken_out(client: Client, ben: User, now: datetime, design: Design) -> None:
    draft = actions.begin_draft(by=ben, at=now)
    actions.change_step(
        draft=draft, key=VISIT, values={"name_de": "Entwurfsname"}, revision=1, by=ben, at=now
    )
    client.force_login(ben)
    content = client.get("/prozess/excel/prozess.xlsx?entwurf=1").content
    assert back(content, base=design).design.find(VISIT).name_de == "Entwurfsname"  # type: ignore[union-attr]
