"""The checklist of a step is ticked off matter by matter, and may have to be done before the matter goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from tandem.base.journal.models import Entry
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import designing
from tandem.essentials.playbook.models import FOLLOW_UP, QUOTE, VISIT
from tandem.essentials.teamwork import actions, checklist, entries, testing
from tandem.essentials.teamwork.models import Matter, Tick
from tandem.essentials.teamwork.tests.test_versions import now_in_force, put

pytestmark = pytest.mark.django_db
GERMAN, ENGLISH = "Maße geprüft\nFoto in der Akte", "Measures checked\nPhoto in the file"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are held against their English wording."""
    with translation.override("en"):
        yield


@pytest.fixture
def listed(ben: User, ulm: Tandem, now: datetime) -> None:
    """The visit has a checklist in both languages, which must be done before it is left."""
    values = {"checklist_de": GERMAN, "checklist_en": ENGLISH, "needs": ("teamwork.checklist",)}
    put(designing.reword(now_in_force(), key=VISIT, values=values), by=ben, at=now)


@pytest.fixture
def visit(listed: None, hoelzl: Customer, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now, step_key=VISIT)


def ticked(matter: Matter) -> set[str]:
    return set(Tick.objects.filter(matter=matter).values_list("text", flat=True))


def on_to(key: str, matter: Matter, *, by: User | None, at: datetime) -> Matter:
    event = entries.MovedOn(before="-", after="-", result="")
    return actions.pass_turn(matter=matter, step_key=key, next_step="-", event=event, by=by, at=at)


def test_a_tick_says_who_and_when_and_can_be_taken_back(visit: Matter, tobias: User, now: datetime) -> None:
    told = Entry.objects.count()
    made = actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    assert (made.by, made.at, made.step_key) == (tobias, now, VISIT)
    actions.untick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    actions.untick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    assert ticked(visit) == set()
    # Ticks stay out of the timeline; they say themselves who and when.
    assert Entry.objects.count() == told


def test_the_same_item_twice_keeps_the_first_tick(
    visit: Matter, anna: User, tobias: User, now: datetime
) -> None:
    first = actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    second = actions.tick(matter=visit, item="Maße geprüft", by=anna, at=now + timedelta(hours=1))
    assert (second.pk, second.by) == (first.pk, tobias)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tick.objects.create(matter=visit, step_key=VISIT, text="Maße geprüft", by=anna, at=now)


@pytest.mark.parametrize("item", ["", "Gibt es nicht", "Photo in the file"])
def test_what_is_not_on_the_list_is_refused(visit: Matter, tobias: User, now: datetime, item: str) -> None:
    with pytest.raises(actions.NotOnTheList, match="stands at “Visit"):
        actions.tick(matter=visit, item=item, by=tobias, at=now)
    assert ticked(visit) == set()


def test_a_request_stands_at_no_step_and_has_no_checklist(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    request = testing.request(customer=hoelzl, by=anna, at=now)
    with pytest.raises(actions.NotOnTheList):
        actions.tick(matter=request, item="Maße geprüft", by=anna, at=now)


def test_whoever_may_not_act_ticks_nothing_and_nothing_of_a_closed_matter(
    visit: Matter, murat: User, allgaeu: Tandem, tobias: User, now: datetime
) -> None:
    actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    for act in (actions.tick, actions.untick):
        with pytest.raises(NotAllowed, match=tobias.full_name):
            act(matter=visit, item="Maße geprüft", by=murat, at=now)
    actions.close(matter=visit, outcome="lost", result="-", by=tobias, at=now)
    with pytest.raises(actions.AlreadyClosed):
        actions.untick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    assert ticked(visit) == {"Maße geprüft"}


def test_the_step_is_left_when_everything_is_ticked_off(
    visit: Matter, anna: User, tobias: User, now: datetime
) -> None:
    actions.tick(matter=visit, item="Maße geprüft", by=anna, at=now)
    # Whoever has the turn can see to it.
    with pytest.raises(actions.StepUnready, match=f"checklist ticked off. {tobias.first_name} can"):
        on_to(QUOTE, visit, by=tobias, at=now)
    actions.tick(matter=visit, item="Foto in der Akte", by=tobias, at=now)
    assert on_to(QUOTE, visit, by=tobias, at=now).step.key == QUOTE  # type: ignore[union-attr]


def test_a_step_without_a_list_keeps_nobody(hoelzl: Customer, ben: User, tobias: User, now: datetime) -> None:
    values = {"checklist_de": "", "checklist_en": "", "needs": ("teamwork.checklist",)}
    put(designing.reword(now_in_force(), key=VISIT, values=values), by=ben, at=now)
    matter = testing.sale(customer=hoelzl, at=now, step_key=VISIT)
    assert on_to(QUOTE, matter, by=tobias, at=now).step.key == QUOTE  # type: ignore[union-attr]


def test_both_languages_tick_the_same_item(visit: Matter, tobias: User, now: datetime) -> None:
    actions.tick(matter=visit, item="Foto in der Akte", by=tobias, at=now)
    shown = Matter.objects.annotate(told=checklist.told_of()).select_related("step").get(pk=visit.pk)
    for language, words in (("de", GERMAN), ("en", ENGLISH)):
        with translation.override(language):
            items = checklist.items(shown.step, shown.told)
            assert [item.words for item in items] == words.splitlines()
            assert [item.is_ticked for item in items] == [False, True]
            assert items[1].who == tobias.full_name


@pytest.mark.parametrize(
    ("german", "english", "keys"),
    [
        ("A\nB", "A1", ["A", "B"]),
        ("", "X\nY", ["X", "Y"]),
        ("A\nA", "A1\nA2", ["A"]),
        ("", "", []),
    ],
)
def test_lists_of_unlike_length_lose_nothing(
    ulm: Tandem, ben: User, now: datetime, german: str, english: str, keys: list[str]
) -> None:
    values = {"checklist_de": german, "checklist_en": english}
    process = put(designing.reword(now_in_force(), key=VISIT, values=values), by=ben, at=now)
    assert list(checklist.items_of(process.steps.get(key=VISIT))) == keys


def test_another_version_keeps_the_ticks_of_items_with_the_same_words(
    visit: Matter, tobias: User, ben: User, now: datetime
) -> None:
    for item in GERMAN.splitlines():
        actions.tick(matter=visit, item=item, by=tobias, at=now)
    values = {
        "checklist_de": "Foto in der Akte\nMuster mitgenommen",
        "checklist_en": "Photo kept\nSample taken",
    }
    third = put(designing.reword(now_in_force(), key=VISIT, values=values), by=ben, at=now)
    actions.move_to_version(process=third, mapping={}, by=ben, at=now)
    moved = Matter.objects.annotate(told=checklist.told_of()).select_related("step").get(pk=visit.pk)
    items = checklist.items(moved.step, moved.told)
    assert [(item.words, item.is_ticked) for item in items] == [("Photo kept", True), ("Sample taken", False)]


def test_ticks_go_along_where_another_step_takes_the_matter_over(
    visit: Matter, tobias: User, ben: User, now: datetime
) -> None:
    actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    split = designing.split(now_in_force(), key=QUOTE, name_de="Prüfen", name_en="Check")
    values = {"checklist_de": GERMAN, "checklist_en": ENGLISH}
    third = put(designing.reword(split, key="quote-2", values=values), by=ben, at=now)
    assert visit.step is not None
    actions.move_to_version(process=third, mapping={visit.step.pk: "quote-2"}, by=ben, at=now)
    visit.refresh_from_db()
    assert [item.is_ticked for item in _items(visit)] == [True, False]


def test_a_step_that_stands_for_another_shows_its_ticks(
    visit: Matter, tobias: User, ben: User, now: datetime
) -> None:
    actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    merged = designing.remove(now_in_force(), key=VISIT, into=QUOTE)
    values = {"checklist_de": GERMAN, "checklist_en": ENGLISH}
    third = put(designing.reword(merged, key=QUOTE, values=values), by=ben, at=now)
    actions.move_to_version(process=third, mapping={}, by=ben, at=now)
    visit.refresh_from_db()
    assert [item.is_ticked for item in _items(visit)] == [True, False]
    # It is the same item, ticked once.
    actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    assert Tick.objects.count() == 1


def _items(matter: Matter) -> list[checklist.Item]:
    shown = Matter.objects.annotate(told=checklist.told_of()).select_related("step").get(pk=matter.pk)
    return checklist.items(shown.step, shown.told)


def test_an_item_of_another_step_with_the_same_words_is_another_one(
    visit: Matter, tobias: User, ben: User, now: datetime
) -> None:
    for item in GERMAN.splitlines():
        actions.tick(matter=visit, item=item, by=tobias, at=now)
    values = {"checklist_de": GERMAN, "checklist_en": ENGLISH}
    third = put(designing.reword(now_in_force(), key=QUOTE, values=values), by=ben, at=now)
    actions.move_to_version(process=third, mapping={}, by=ben, at=now)
    moved = on_to(QUOTE, visit, by=tobias, at=now)
    assert [item.is_ticked for item in _items(moved)] == [False, False]
    assert on_to(FOLLOW_UP, moved, by=tobias, at=now).step.key == FOLLOW_UP  # type: ignore[union-attr]


def test_it_is_ticked_in_the_matter_and_in_the_file_of_the_customer(
    client: Client, visit: Matter, hoelzl: Customer, tobias: User, now: datetime
) -> None:
    client.force_login(tobias)
    file = f"/kunden/{hoelzl.pk}"
    for page in (file, f"/vorgaenge/{visit.pk}"):
        assert "0 von 2 abgehakt" in client.get(page).content.decode()
    sent = {"item": "Maße geprüft"}
    answer = client.post(
        f"/vorgaenge/{visit.pk}/checkliste", sent, headers={"Referer": f"http://testserver{file}"}
    )
    assert answer.headers["Location"].endswith(file)
    assert "1 von 2 abgehakt" in client.get(file).content.decode()
    card = client.post(
        f"/vorgaenge/{visit.pk}/checkliste", {**sent, "off": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert card.startswith('<section class="card step-card"')
    assert "0 von 2 abgehakt" in card


def test_whoever_reads_along_sees_the_ticks_and_no_buttons(
    client: Client, visit: Matter, hoelzl: Customer, tobias: User, murat: User, allgaeu: Tandem, paul: User,
    now: datetime,
) -> None:  # fmt: skip
    actions.tick(matter=visit, item="Maße geprüft", by=tobias, at=now)
    client.force_login(murat)
    for page in (f"/kunden/{hoelzl.pk}", f"/vorgaenge/{visit.pk}"):
        shown = client.get(page).content.decode()
        assert "1 von 2 abgehakt" in shown
        assert "/checkliste" not in shown
    client.post(f"/vorgaenge/{visit.pk}/checkliste", {"item": "Maße geprüft", "off": "1"})
    client.force_login(paul)
    unseen = client.post(f"/vorgaenge/{visit.pk}/checkliste", {"item": "Maße geprüft", "off": "1"})
    assert unseen.status_code == 404
    assert ticked(visit) == {"Maße geprüft"}
