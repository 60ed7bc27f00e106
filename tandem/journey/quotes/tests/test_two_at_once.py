"""Two people write one draft: each sees the other, and no edit is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.essentials.people.models import User
from tandem.essentials.products.testing import a_list, a_product
from tandem.essentials.products.testing import priced as in_list
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import priced, testing
from tandem.journey.quotes.models import Quote, QuoteLine
from tandem.journey.quotes.tests.test_many_senders import _company, _ready
from tests.cast import NOW


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _ask(client: Client, url: str, **fields: str) -> Any:
    return client.post(url, fields, headers={"Accept": "application/json"})


def _pass(client: Client, quote: Quote) -> str:
    page = client.get(f"/angebote/{quote.pk}").content.decode()
    return page.partition('data-pass="')[2].partition('"')[0]


def test_the_same_field_is_not_overwritten_and_both_values_are_shown(
    ready: Quote, anna: User, tobias: User
) -> None:
    line = ready.versions.get().lines.get(position=10)
    url = f"/angebote/positionen/{line.pk}"
    assert _ask(_client(anna), url, field="discount", value="9", was="8").status_code == 200
    answer = _ask(_client(tobias), url, field="discount", value="10", was="8,00")
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "9"
    assert "Anna hat hier gerade „9“ eingetragen." in answer.json()["says"]
    line.refresh_from_db()
    assert line.discount == 9
    # Taking mine is typing over what one has seen.
    assert _ask(_client(tobias), url, field="discount", value="10", was="9").status_code == 200
    line.refresh_from_db()
    assert line.discount == 10


def test_who_types_the_same_is_not_asked(ready: Quote, anna: User, tobias: User) -> None:
    line = ready.versions.get().lines.get(position=10)
    url = f"/angebote/positionen/{line.pk}"
    _ask(_client(anna), url, field="price", value="2500", was="2480")
    assert _ask(_client(tobias), url, field="price", value="2.500,00", was="2.480,00").status_code == 200


def test_different_fields_and_lines_do_not_disturb_each_other(ready: Quote, anna: User, tobias: User) -> None:
    version = ready.versions.get()
    first, second = version.lines.get(position=10), version.lines.get(position=20)
    assert (
        _ask(
            _client(anna), f"/angebote/positionen/{first.pk}", field="delivery", value="KW 3", was="KW 50"
        ).status_code
        == 200
    )
    assert (
        _ask(
            _client(tobias), f"/angebote/positionen/{first.pk}", field="price", value="1", was="2480"
        ).status_code
        == 200
    )
    assert (
        _ask(
            _client(anna), f"/angebote/positionen/{second.pk}", field="price", value="2", was="1390"
        ).status_code
        == 200
    )
    first.refresh_from_db()
    assert (first.delivery, str(first.price)) == ("KW 3", "1.0000")


def test_terms_are_guarded_in_the_same_way(ready: Quote, anna: User, tobias: User) -> None:
    url = f"/angebote/{ready.pk}/bedingungen"
    assert _ask(_client(anna), url, field="payment", value="sofort", was="30 Tage netto").status_code == 200
    answer = _ask(_client(tobias), url, field="payment", value="14 Tage", was="30 Tage netto")
    assert (answer.status_code, answer.json()["theirs"]) == (409, "sofort")
    other = _ask(_client(tobias), url, field="decide_on", value="2026-12-01", was="")
    assert other.json()["terms"]["payment"] == "sofort"


def test_what_the_other_changed_is_told(ready: Quote, anna: User, tobias: User, now: datetime) -> None:
    version = ready.versions.get()
    client = _client(tobias)
    url = f"/angebote/versionen/{version.pk}/stand"
    line, gone = version.lines.get(position=20), version.lines.get(position=50)
    quotes.set_line(line=line, text="Umrichter", by=anna, at=now)
    quotes.remove_line(line=gone, by=anna, at=now)
    answer = _ask(client, url, since=str(version.revision)).json()
    assert list(answer["rows"]) == [str(line.pk)]
    assert "Umrichter" in answer["rows"][str(line.pk)]
    assert gone.pk not in [pk for pk, _position in answer["order"]]
    assert answer["revision"] == version.revision + 2
    assert "rows" not in _ask(client, url, since=str(answer["revision"])).json()


def test_each_sees_who_else_is_here_and_in_which_line(ready: Quote, anna: User, tobias: User) -> None:
    version = ready.versions.get()
    line = version.lines.get(position=20)
    url = f"/angebote/versionen/{version.pk}/stand"
    hers, his = _client(anna), _client(tobias)
    _ask(hers, url, since="0", line=str(line.pk), **{"pass": _pass(hers, ready)})
    here = _ask(his, url, since="0", line="", **{"pass": _pass(his, ready)}).json()["here"]
    assert [(one["name"], one["line"]) for one in here] == [("Anna", line.pk)]


def test_another_persons_pass_shows_nobody(ready: Quote, anna: User, tobias: User) -> None:
    version = ready.versions.get()
    url = f"/angebote/versionen/{version.pk}/stand"
    hers, his = _client(anna), _client(tobias)
    _ask(his, url, since="0", **{"pass": _pass(hers, ready)})
    assert _ask(hers, url, since="0", **{"pass": _pass(hers, ready)}).json()["here"] == []


def test_nothing_new_costs_two_queries(ready: Quote, tobias: User) -> None:
    version = ready.versions.get()
    client = _client(tobias)
    url = f"/angebote/versionen/{version.pk}/stand"
    fields = {"since": str(version.revision), "pass": _pass(client, ready)}
    _ask(client, url, **fields)
    with CaptureQueriesContext(connection) as asked:
        _ask(client, url, **fields)
    own = [one["sql"] for one in asked.captured_queries if "quotes_" in one["sql"]]
    assert len(own) == 2


def test_a_stranger_learns_nothing(ready: Quote, rolf: User) -> None:
    version = ready.versions.get()
    assert _ask(_client(rolf), f"/angebote/versionen/{version.pk}/stand", since="0").status_code == 404


def test_what_was_sent_meanwhile_is_over(sent: Quote, tobias: User) -> None:
    version = sent.versions.get()
    assert _ask(_client(tobias), f"/angebote/versionen/{version.pk}/stand", since="0").json()["over"]


def test_the_same_save_twice_is_one(ready: Quote, tobias: User) -> None:
    client = _client(tobias)
    key = "11111111-2222-4333-8444-555555555555"
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    url = f"/angebote/{ready.pk}/positionen"
    assert client.post(url, {}, headers=headers).status_code == 200
    assert client.post(url, {}, headers=headers).status_code == 204
    assert ready.versions.get().lines.count() == 7


def test_somebody_else_at_this_browser_does_not_save_what_was_typed(
    ready: Quote, anna: User, tobias: User
) -> None:
    line = ready.versions.get().lines.get(position=10)
    url = f"/angebote/positionen/{line.pk}"
    answer = _ask(_client(anna), url, field="price", value="1", was="2480", **{"as": str(tobias.pk)})
    assert answer.status_code == 403
    line.refresh_from_db()
    assert line.price == 2480


def test_fifty_races_lose_no_edit(fresh_database: str) -> None:
    """At the same field one is saved and the other told; at different ones both are saved."""
    tobias, hoelzl = _company()
    anna = User.objects.get(first_name="Anna")
    quote = _ready(tobias, hoelzl)
    lines = list(quote.versions.get().lines.order_by("position"))[:2]

    def at_once(acts: list[Callable[[], object]]) -> list[object]:
        results: list[object] = [None] * len(acts)
        gate = threading.Barrier(len(acts))

        def run(place: int) -> None:
            try:
                gate.wait()
                results[place] = acts[place]()
            except quotes.Overtaken as overtaken:
                results[place] = overtaken
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def edit(line: QuoteLine, by: User, name: str, value: str, was: str) -> Callable[[], object]:
        return lambda: quotes.edit_line(
            line=line, fields={name: value}, began_with={name: was}, by=by, at=NOW
        )

    saved = {"unit": "Stk", "delivery": lines[1].delivery}
    for turn in range(50):
        mine, hers = f"m{turn}", f"h{turn}"
        results = at_once(
            [
                edit(lines[0], tobias, "unit", mine, saved["unit"]),
                edit(lines[0], anna, "unit", hers, saved["unit"]),
                edit(lines[1], anna, "delivery", f"d{turn}", saved["delivery"]),
            ]
        )
        for line in lines:
            line.refresh_from_db()
        told = [result for result in results[:2] if isinstance(result, quotes.Overtaken)]
        assert len(told) == 1
        assert told[0].held == lines[0].unit in (mine, hers)
        assert not isinstance(results[2], quotes.Overtaken)
        assert lines[1].delivery == f"d{turn}"
        saved = {"unit": lines[0].unit, "delivery": lines[1].delivery}
    assert quote.versions.get().revision == 6 + 50 * 2


def test_quantity_and_price_of_a_product_at_the_same_time_lose_nothing(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    motor = a_product(at=NOW)
    in_list(a_list(at=NOW), motor, ("0", "2480"), ("5", "2390.50"), at=NOW)
    quote = quotes.start(matter=testing.matter_to_quote(customer=hoelzl, at=NOW), by=tobias, at=NOW)
    empty = quotes.add_line(version=quote.versions.get(), by=tobias, at=NOW)
    line = quotes.choose_product(line=empty, product=motor, by=tobias, at=NOW).changed[0]
    url, clients = f"/angebote/positionen/{line.pk}", [_client(tobias), _client(tobias)]
    told: list[int] = []
    start = threading.Barrier(2)

    def type_it(client: Client, field: str, value: str, was: str) -> None:
        try:
            start.wait(timeout=30)
            told.append(_ask(client, url, field=field, value=value, was=was).status_code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=type_it, args=(clients[0], "quantity", "6", "1")),
        threading.Thread(target=type_it, args=(clients[1], "price", "2.000", "2.480,00")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [200, 200]
    line.refresh_from_db()
    assert [line.quantity, line.price] == [6, 2000]
    price = priced.of(line)
    assert price is not None
    assert price.unit_price == Decimal("2390.5")
