"""Two merge files while a third person edits one of them: nothing is lost, and the editor learns where it went."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers import testing
from tandem.essentials.customers.models import Channel, Contact, Customer
from tandem.essentials.people.models import Tandem, User

TRIES = 50
# What the browser is told when something was refused (people/web.py).
REFUSED = "tandem:refused"
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
WHERE = "„Hoelzl Fördertechnik“ steht jetzt in der Akte „Hölzl Fördertechnik GmbH“: Anna Reiter hat beide"


def a_double(tandem: Tandem, at: datetime, **facts: Any) -> Customer:
    """The company's second file, with what the first one lacks."""
    found = testing.a_customer(
        name="Hoelzl Fördertechnik", tandem=tandem, at=at, street="Hof 3", postcode="89073", city="Ulm",
        **{"phones": "0731 99999", "remark": "Zahlt pünktlich.", **facts},
    )  # fmt: skip
    testing.a_contact(customer=found, first_name="Claudia", last_name="Hoelzl", at=at, phones="0171 7654321")
    return found


def opened(client: Client, path: str) -> dict[str, str]:
    """What stands in a form that somebody has opened."""
    form = client.get(path, **HTMX).context["form"]
    return {
        name: "" if form[name].value() is None else str(getattr(form[name].value(), "pk", form[name].value()))
        for name in form.fields
    }


def send(client: Client, path: str, values: dict[str, str], **changed: str) -> Any:
    return client.post(path, values | changed | {"_key": str(uuid.uuid4())}, **HTMX)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def numbers(customer: Customer) -> set[str]:
    return set(Channel.objects.filter(customer=customer).values_list("value", flat=True))


# --- a form that was opened before the merge and is sent after it


@pytest.mark.django_db
@pytest.mark.parametrize("edited_before", [0, 1, 2])
def test_a_form_of_the_merged_file_writes_over_nothing_and_says_where_it_went(
    edited_before: int, ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    """However often either was edited before: the revisions of two files say nothing of each other."""
    customers.edit(customer=hoelzl, remark="Nur nachmittags anrufen.", channels=[("phone", "+4973112340", "")],
                   by=anna, at=now)  # fmt: skip
    double = a_double(ulm, now)
    for number in range(edited_before):
        customers.edit(customer=double, industry=f"Sägen {number}", by=anna, at=now)
    theirs = signed_in(tobias)
    form = opened(theirs, f"/kunden/{double.pk}/bearbeiten")
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    # The form comes with the revision that the survivor has now, the worst that can be.
    hoelzl.refresh_from_db()
    form["revision"] = str(hoelzl.revision)
    mine = {"remark": "Zahlt mit Skonto.", "phones": form["phones"] + "\n0731 55555"}
    answer = send(theirs, f"/kunden/{double.pk}/speichern", form, **mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert WHERE in page
    assert "Nichts wurde überschrieben" in page
    assert "Nur nachmittags anrufen." in page
    assert "Zahlt mit Skonto." in page
    hoelzl.refresh_from_db()
    assert hoelzl.remark == "Nur nachmittags anrufen.\n\nZahlt pünktlich."
    assert "+4973155555" not in numbers(hoelzl)

    # Chosen: my value stands, and everybody's numbers are there.
    again = {name: str(value) for name, value in answer.context["form"].data.items() if name != "_key"}
    assert f"/kunden/{hoelzl.pk}/speichern" in page
    assert send(theirs, f"/kunden/{hoelzl.pk}/speichern", again).status_code == 200
    hoelzl.refresh_from_db()
    assert (hoelzl.remark, hoelzl.name) == ("Zahlt mit Skonto.", "Hölzl Fördertechnik GmbH")
    assert numbers(hoelzl) >= {"+4973112340", "+4973199999", "+4973155555", "+491717654321"}
    assert [found.sentence for found in checks.run_all()] == []


@pytest.mark.django_db
def test_where_nothing_clashes_the_change_stands_at_the_survivor_and_the_editor_is_told(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    double = a_double(ulm, now)
    theirs = signed_in(tobias)
    form = opened(theirs, f"/kunden/{double.pk}/bearbeiten")
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    answer = send(theirs, f"/kunden/{double.pk}/speichern", form, website="hoelzl.example")
    assert answer.status_code == 200
    assert WHERE in answer.content.decode()
    hoelzl.refresh_from_db()
    assert (hoelzl.website, hoelzl.name, hoelzl.street) == (
        "hoelzl.example",
        "Hölzl Fördertechnik GmbH",
        "Wagnerstraße 12",
    )


@pytest.mark.django_db
def test_who_edits_a_person_that_was_joined_is_told_too(
    ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    double = a_double(ulm, now)
    twin = Contact.objects.get(customer=double)
    Contact.objects.filter(pk=twin.pk).update(name_key=claudia.name_key)
    theirs, path = signed_in(tobias), f"/kunden/{double.pk}/ansprechpartner/{twin.pk}"
    form = opened(theirs, path)
    customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
    answer = send(theirs, f"{path}/speichern", form, function="Einkauf")
    assert answer.headers["HX-Trigger"] == REFUSED
    assert WHERE in answer.content.decode()
    # Somebody who never was at this file is nobody, as before.
    nobody = f"/kunden/{hoelzl.pk}/ansprechpartner/{twin.pk}/speichern"
    assert send(theirs, nobody, form).status_code == 404


@pytest.mark.django_db
def test_of_a_file_that_somebody_may_not_see_no_name_is_told(
    ulm: Tandem, hoelzl: Customer, rolf: User, ben: User, now: datetime
) -> None:
    double = a_double(ulm, now)
    customers.merge(survivor=hoelzl, gone=double, by=ben, at=now)
    with pytest.raises(customers.AlreadyMerged) as refused:
        customers.edit(customer=double, remark="x", by=rolf, at=now)
    assert "Hölzl" not in str(refused.value)
    with pytest.raises(customers.AlreadyMerged, match="Hölzl Fördertechnik GmbH"):
        customers.edit(customer=double, remark="x", by=ben, at=now)


# --- two forms of one file


@pytest.mark.django_db
def test_numbers_of_two_people_both_stay_and_what_one_took_out_is_out(
    hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    customers.edit(customer=hoelzl, by=anna, at=now, channels=customers.phones(
        "0731 1111 (Zentrale)\n0731 2222\n0731 3333", country="DE"))  # fmt: skip
    mine, theirs, path = signed_in(anna), signed_in(tobias), f"/kunden/{hoelzl.pk}"
    form = opened(mine, f"{path}/bearbeiten")
    lines = form["phones"].split("\n")
    taken = send(theirs, f"{path}/speichern", form, phones="\n".join([*lines[:2], "0731 4444"]))
    assert taken.status_code == 200
    more = [lines[0].replace("Zentrale", "Empfang"), lines[2], "0731 5555"]
    assert send(mine, f"{path}/speichern", form, phones="\n".join(more)).status_code == 200
    kept = Channel.objects.filter(customer=hoelzl, contact=None).exclude(kind="email")
    assert set(kept.values_list("value", "label")) == {
        ("+497311111", "Empfang"),
        ("+497314444", ""),
        ("+497315555", ""),
    }


@pytest.mark.django_db
def test_a_form_whose_hidden_field_came_back_as_something_else_counts_as_it_stands(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    mine, path = signed_in(anna), f"/kunden/{hoelzl.pk}"
    form = opened(mine, f"{path}/bearbeiten")
    for base in ("", "[]", '{"phones": "keine", "emails": ""}', '{"phones": 3}'):
        answer = send(mine, f"{path}/speichern", form, base=base, phones="0731 7777", revision="")
        assert answer.status_code == 200
        assert "+497317777" in numbers(hoelzl)


# --- at the same moment, in real transactions


@pytest.mark.usefixtures("fresh_database")
def test_whoever_saves_while_the_merge_is_under_way_waits_and_is_told(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    double = a_double(ulm, now)
    theirs = signed_in(tobias)
    form, path = opened(theirs, f"/kunden/{double.pk}/bearbeiten"), f"/kunden/{double.pk}/speichern"
    with transaction.atomic():
        customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
        late = _Beside(lambda: send(theirs, path, form, website="hoelzl.example"))
        _wait_until_somebody_waits()
    answer = late.answer()
    assert answer.headers["HX-Trigger"] == REFUSED
    assert WHERE in answer.content.decode()
    # The text is still in the form; sent again it arrives.
    assert send(theirs, path, form, website="hoelzl.example").status_code == 200
    hoelzl.refresh_from_db()
    assert hoelzl.website == "hoelzl.example"
    assert [found.sentence for found in checks.run_all()] == []


@pytest.mark.usefixtures("fresh_database")
def test_a_merge_waits_for_whoever_is_saving_and_takes_their_word_along(
    ulm: Tandem, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    double = a_double(ulm, now)
    with transaction.atomic():
        lines = customers.phones("0731 99999\n0731 55555", country="DE")
        customers.edit(customer=double, website="hoelzl.example", channels=lines, by=tobias, at=now)
        late = _Beside(lambda: customers.merge(survivor=hoelzl, gone=double, by=anna, at=now))
        _wait_until_somebody_waits()
    late.answer()
    hoelzl.refresh_from_db()
    assert hoelzl.website == "hoelzl.example"
    assert "+4973155555" in numbers(hoelzl)
    assert [found.sentence for found in checks.run_all()] == []


@pytest.mark.usefixtures("fresh_database")
def test_a_person_who_is_edited_while_the_file_is_merged_keeps_the_word_or_is_told_of(
    ulm: Tandem, hoelzl: Customer, claudia: Contact, anna: User, tobias: User, now: datetime
) -> None:
    """Somebody who moves along takes the change with them; of somebody who stands in both files it is said."""
    double = a_double(ulm, now)
    twin = Contact.objects.get(customer=double)
    Contact.objects.filter(pk=twin.pk).update(name_key=claudia.name_key)
    moved = testing.a_contact(customer=double, last_name="Traub", at=now, phones="0731 4444")
    theirs, path = signed_in(tobias), f"/kunden/{double.pk}/ansprechpartner"
    forms = {one: opened(theirs, f"{path}/{one.pk}") for one in (moved, twin)}
    with transaction.atomic():
        customers.merge(survivor=hoelzl, gone=double, by=anna, at=now)
        lines = forms[moved]["phones"] + "\n0731 5555"
        late = [
            _Beside(partial(send, theirs, f"{path}/{moved.pk}/speichern", forms[moved], phones=lines)),
            _Beside(partial(send, theirs, f"{path}/{twin.pk}/speichern", forms[twin], function="Einkauf")),
        ]
        _wait_until_somebody_waits(2)
    kept, told = [one.answer() for one in late]
    assert kept.status_code == 200
    assert "HX-Trigger" not in kept.headers
    moved.refresh_from_db()
    assert moved.customer_id == hoelzl.pk
    assert set(moved.channels.values_list("value", "customer")) == {
        ("+497314444", hoelzl.pk),
        ("+497315555", hoelzl.pk),
    }
    assert told.headers["HX-Trigger"] == REFUSED
    assert WHERE in told.content.decode()
    # Sent again, it is said where the file went.
    again = send(theirs, f"{path}/{twin.pk}/speichern", forms[twin], function="Einkauf")
    assert WHERE in again.content.decode()
    assert [found.sentence for found in checks.run_all()] == []


@pytest.mark.slow
@pytest.mark.usefixtures("fresh_database")
def test_at_the_same_moment_nothing_is_lost_and_whoever_is_late_is_told(
    ulm: Tandem, anna: User, tobias: User, now: datetime
) -> None:
    for number in range(TRIES):
        kept = testing.a_customer(name="Hölzl Fördertechnik GmbH", tandem=ulm, at=now, phones="0731 1234")
        gone = a_double(ulm, now)
        # Now this one, now that one is edited.
        edited = gone if number % 3 else kept
        theirs, path = signed_in(tobias), f"/kunden/{edited.pk}"
        form = opened(theirs, f"{path}/bearbeiten")
        form["phones"] += f"\n0731 66{number:03}"
        form["website"] = f"h{number}.example"
        together = threading.Barrier(2)
        both = [
            _Beside(partial(send, theirs, f"{path}/speichern", form), together),
            _Beside(partial(_merge_until_it_is_done, kept, gone, by=anna, at=now), together),
        ]
        answer, _merged = [one.answer() for one in both]
        if answer.headers.get("HX-Trigger") == REFUSED:
            assert WHERE in answer.content.decode()
            answer = send(theirs, f"{path}/speichern", form)
        assert answer.status_code == 200
        kept.refresh_from_db()
        gone.refresh_from_db()
        assert (gone.merged_into_id, kept.website) == (kept.pk, f"h{number}.example")
        assert numbers(kept) == {"+497311234", "+4973199999", f"+4973166{number:03}", "+491717654321"}
        told = Entry.objects.filter(customer_id__in=[kept.pk, gone.pk], actor_id=tobias.pk)
        assert told.filter(type="customers.changed").count() == 1
    assert [found.sentence for found in checks.run_all()] == []


def _merge_until_it_is_done(kept: Customer, gone: Customer, *, by: User, at: datetime) -> None:
    """Whoever merges and meets somebody who is just writing tries again, as the sentence says."""
    for _again in range(20):
        try:
            customers.merge(survivor=kept, gone=gone, by=by, at=at)
        except customers.MergeRefused:
            continue
        return
    raise AssertionError("somebody else always went first")


class _Beside:
    """Something done in a thread and transaction of its own."""

    def __init__(self, act: Callable[[], Any], together: threading.Barrier | None = None) -> None:
        self._act, self._together = act, together
        self._answer: Any = None
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            if self._together is not None:
                self._together.wait(20)
            self._answer = self._act()
        except BaseException as error:
            self._failed = error
        finally:
            connection.close()

    def answer(self) -> Any:
        self._thread.join(60)
        assert not self._thread.is_alive()
        if self._failed is not None:
            raise self._failed
        return self._answer


def _wait_until_somebody_waits(many: int = 1) -> None:
    """Until so many other connections hang on a lock of ours."""
    for _again in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT pid) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited")
