"""One run can be taken back; what somebody has touched since stays and is told."""

from __future__ import annotations

from datetime import datetime

import pytest

from tandem.base.journal.models import Entry
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import Channel, Contact, Customer, SearchDocument, Site
from tandem.essentials.people.models import Tandem, User
from tandem.surfaces.exchange import actions, testing
from tandem.surfaces.exchange.models import UNDONE

pytestmark = pytest.mark.django_db


def test_an_undone_list_leaves_nothing_but_its_journal(ulm: Tandem, anna: User) -> None:
    run = testing.read_in((testing.MESSY / "customers_messy.csv").read_bytes(), by=anna)
    before = Entry.objects.count()
    run = testing.undone(run, by=anna)
    assert (run.state, run.undo_report["removed"], run.undo_report["left"]) == (UNDONE, 39, 0)
    for table in (Customer, Site, Contact, Channel, SearchDocument):
        assert table.objects.count() == 0
    assert Entry.objects.count() == before + 39
    assert Entry.objects.latest("pk").actor_id == anna.pk


def test_what_somebody_has_worked_with_stays(ulm: Tandem, anna: User, now: datetime) -> None:
    run = testing.read_in(testing.list_of({"Firma": "Eins"}, {"Firma": "Zwei"}, {"Firma": "Drei"}), by=anna)
    eins, zwei = Customer.objects.get(name="Eins"), Customer.objects.get(name="Zwei")
    customers.edit(customer=eins, remark="wichtig", by=None, at=now)
    customers.add_contact(customer=zwei, last_name="Traub", by=None, at=now)
    run = testing.undone(run, by=anna)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Eins", "Zwei"]
    assert [one["name"] for one in run.undo_report["list"]] == ["Eins", "Zwei"]
    assert all(one["reason"] for one in run.undo_report["list"])


def test_changed_fields_are_restored_unless_changed_since(
    hoelzl: Customer, anna: User, now: datetime
) -> None:
    row = {
        "Kd.-Nr.": "10482", "Firma": "Hölzl Fördertechnik GmbH", "Ort": "Neu-Ulm", "Bemerkung": "aus der Liste",
        "Telefon": "0731 4455", "Ansprechpartner": "Frau Dold",
    }  # fmt: skip
    run = testing.read_in(testing.list_of(row), by=anna)
    hoelzl.refresh_from_db()
    customers.edit(customer=hoelzl, remark="von Anna", by=anna, at=now)
    run = testing.undone(run, by=anna)
    hoelzl.refresh_from_db()
    assert (hoelzl.city, hoelzl.remark) == ("Ulm", "von Anna")
    assert hoelzl.sites.get(is_head_office=True).city == "Ulm"
    assert (hoelzl.channels.count(), hoelzl.contacts.count()) == (0, 0)
    assert run.undo_report["restored"] == 1
    assert len(run.undo_report["list"]) == 1


def test_two_rows_about_one_customer_are_restored_in_turn(hoelzl: Customer, anna: User) -> None:
    name = "Hölzl Fördertechnik GmbH"
    rows = [{"Kd.-Nr.": "10482", "Firma": name, "Bemerkung": remark} for remark in ("eins", "zwei")]
    run = testing.undone(testing.read_in(testing.list_of(*rows), by=anna), by=anna)
    hoelzl.refresh_from_db()
    assert (hoelzl.remark, run.undo_report["left"]) == ("", 0)


def test_an_undo_happens_once(ulm: Tandem, anna: User) -> None:
    run = testing.undone(testing.read_in(testing.list_of({"Firma": "Eins"}), by=anna), by=anna)
    entries = Entry.objects.count()
    with pytest.raises(actions.NotNow):
        actions.ask_to_undo(run=run, by=anna)
    actions.undo(run=run, by=anna, at=run.at)
    assert Entry.objects.count() == entries
