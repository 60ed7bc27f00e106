"""Many people send at the same moment: numbers without gaps, nothing twice."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import pytest
from django.db import connections

from tandem.base.files import actions as files
from tandem.base.journal.models import Entry
from tandem.base.post.models import OutgoingMail
from tandem.base.tools import checks
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.models import EMAIL, Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook import rules
from tandem.essentials.playbook.rules import BLOCK, Scope
from tandem.essentials.teamwork import actions as teamwork
from tandem.journey.quotes import actions as quotes
from tandem.journey.quotes import approving, letters, queries, testing
from tandem.journey.quotes.actions import mailing
from tandem.journey.quotes.models import Quote, QuoteApproval, QuoteLine, QuoteVersion
from tandem.journey.quotes.rules import LINE, DiscountLimit
from tests.cast import NOW, SINCE

T = TypeVar("T")


def _at_once(acts: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    results: list[T | BaseException] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> None:
        try:
            gate.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _company() -> tuple[User, Customer]:
    people.found_company(name="Lechner Fördertechnik GmbH", at=NOW)
    anna, tobias = (
        people.add_user(
            email=f"{name}@t.example", first_name=name, last_name="X", roles=[role], by=None, at=NOW
        )
        for name, role in (("Anna", "inside"), ("Tobias", "field"))
    )
    ulm = people.add_tandem(name="Ulm", inside=anna, outward=tobias, from_date=SINCE, by=None, at=NOW)
    hoelzl = customers.create(name="Hölzl", tandem=ulm, by=None, at=NOW)
    customers.add_contact(
        customer=hoelzl, last_name="Hölzl", channels=[(EMAIL, "c@hoelzl.example", "")], by=None, at=NOW
    )
    return tobias, hoelzl


def _ready(tobias: User, hoelzl: Customer, at: datetime = NOW) -> Quote:
    return testing.ready_quote(matter=testing.matter_to_quote(customer=hoelzl, at=at), by=tobias, at=at)


def test_twenty_senders_get_numbers_without_gaps(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    versions = [_ready(tobias, hoelzl).versions.get() for _ in range(20)]

    def sender(version: QuoteVersion) -> Callable[[], object]:
        return lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW)

    results = _at_once([sender(version) for version in versions])
    assert [result for result in results if isinstance(result, BaseException)] == []
    assert sorted(quote.label for quote in Quote.objects.all()) == [
        f"26-{serial:04d}" for serial in range(1, 21)
    ]
    assert [found for found in checks.run_all() if "quote" in found.record] == []


def test_of_ten_who_send_the_same_quote_one_does(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    version = _ready(tobias, hoelzl).versions.get()
    results = _at_once(
        [lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW) for _ in range(10)]
    )
    refusals = [result for result in results if isinstance(result, quotes.Frozen)]
    assert len(refusals) == 9
    assert OutgoingMail.objects.filter(kind="quotes.quote").count() == 1
    assert Quote.objects.get().number == "26-0001"


def test_a_line_that_is_typed_while_the_quote_is_sent_is_in_it_or_refused(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    version = _ready(tobias, hoelzl).versions.get()
    line = version.lines.get(position=10)
    acts: list[Callable[[], object]] = [
        lambda: quotes.send(version=version, to="c@hoelzl.example", by=tobias, at=NOW),
        *[lambda: quotes.set_line(line=line, discount="50", by=tobias, at=NOW) for _ in range(5)],
    ]
    results = _at_once(acts)
    errors = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(error, quotes.Frozen) for error in errors)
    assert [found for found in checks.run_all() if "quote" in found.record] == []


def _beyond(tobias: User, hoelzl: Customer) -> tuple[QuoteVersion, list[User]]:
    """A draft with 10 % on a line where field gives 8 %, and two who may say yes."""
    limit = DiscountLimit(roles=("field",), on=LINE, percent=8)
    playbook.set_rule(kind=limit, scope=Scope(), effect=BLOCK, by=None, at=NOW)
    leads = [
        people.add_user(
            email=f"{name}@t.example", first_name=name, last_name="Y", roles=["sales_lead"], by=None, at=NOW
        )
        for name in ("Jutta", "Karl")
    ]
    return _ready(tobias, hoelzl).versions.get(), leads


def _seen(version: QuoteVersion) -> str:
    current = QuoteVersion.objects.select_related("quote__matter").get(pk=version.pk)
    lines = queries.lines_of(current)
    return approving.digest_of(current, lines, queries.totals_of_lines(current, lines))


def test_a_change_at_the_moment_of_the_yes_never_goes_out_with_it(fresh_database: str) -> None:
    """Fifty times: whoever is first, what was not looked at is not sent."""
    tobias, hoelzl = _company()
    version, (jutta, _karl) = _beyond(tobias, hoelzl)
    line = version.lines.get(position=40)
    for share in range(10, 60):
        quotes.set_line(line=line, discount=Decimal(share), by=tobias, at=NOW)
        approval = quotes.ask_approval(version=version, reason="Rahmen", by=tobias, at=NOW)
        seen = _seen(version)
        acts: list[Callable[[], object]] = [
            partial(quotes.answer_approval, approval=approval, granted=True, seen=seen, by=jutta, at=NOW),
            partial(quotes.set_line, line=line, discount=Decimal("99"), by=tobias, at=NOW),
        ]
        results = _at_once(acts)
        (yes,) = [one for one in results if not isinstance(one, QuoteLine)]
        assert isinstance(yes, (QuoteApproval, quotes.ChangedSince)), yes
        with pytest.raises(rules.RuleForbids):
            quotes.send(version=version, to="c@hoelzl.example", reason="Doch.", by=tobias, at=NOW)
    assert not OutgoingMail.objects.exists()


def test_of_two_who_answer_at_once_one_does(fresh_database: str) -> None:
    """Fifty times: the other learns who was faster, and the two never both count."""
    tobias, hoelzl = _company()
    version, (jutta, karl) = _beyond(tobias, hoelzl)
    seen = _seen(version)
    for _try in range(50):
        approval = quotes.ask_approval(version=version, reason="Rahmen", by=tobias, at=NOW)
        acts: list[Callable[[], object]] = [
                partial(quotes.answer_approval, approval=approval, granted=True, seen=seen, by=jutta, at=NOW),
                partial(
                    quotes.answer_approval,
                    approval=approval, granted=False, seen=seen, reason="Nein.", by=karl, at=NOW,
                ),
            ]  # fmt: skip
        results = _at_once(acts)
        refused = [result for result in results if isinstance(result, quotes.NotNow)]
        assert len(refused) == 1, results
        assert "war schneller" in str(refused[0])
        approval.refresh_from_db()
        if approval.is_granted:
            quotes.take_approval_back(approval=approval, by=karl, at=NOW)
    assert Entry.objects.filter(type="quotes.approval_answered").count() == 50


def test_a_yes_taken_back_at_the_moment_of_sending_is_in_time_or_too_late(fresh_database: str) -> None:
    tobias, hoelzl = _company()
    version, (jutta, _karl) = _beyond(tobias, hoelzl)
    approval = quotes.ask_approval(version=version, reason="Rahmen", by=tobias, at=NOW)
    quotes.answer_approval(approval=approval, granted=True, seen=_seen(version), by=jutta, at=NOW)
    acts: list[Callable[[], object]] = [
        partial(quotes.send, version=version, to="c@hoelzl.example", by=tobias, at=NOW),
        partial(quotes.take_approval_back, approval=approval, by=jutta, at=NOW),
    ]
    results = _at_once(acts)
    approval.refresh_from_db()
    (refused,) = [one for one in results if isinstance(one, BaseException)]
    # Sent first: the yes stays. Taken back first: nothing goes out.
    assert isinstance(refused, quotes.Frozen if approval.is_granted else rules.RuleForbids)
    assert OutgoingMail.objects.exists() == approval.is_granted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_senders_that_fail_among_twenty_leave_no_gap(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Some are refused before the number is drawn, some fail after it, at three places; the others follow on."""
    tobias, hoelzl = _company()
    versions = [_ready(tobias, hoelzl).versions.get() for _ in range(20)]
    drawn = random.Random(seed)
    fates = {
        version.quote_id: drawn.choice(["goes", "goes", "no address", "document", "mail", "turn"])
        for version in versions
    }
    _break(monkeypatch, letters, "compose", lambda said: fates[said["version"].quote_id] == "document")
    _break(monkeypatch, teamwork, "pass_turn", lambda said: fates[said["event"].quote_id] == "turn")
    whole = mailing.queue

    def queue(version: QuoteVersion, words: Any, **more: Any) -> object:
        queued = whole(version, words, **more)
        if fates[version.quote_id] == "mail":
            raise OSError("the disk is full")
        return queued

    monkeypatch.setattr(mailing, "queue", queue)

    def sender(version: QuoteVersion) -> Callable[[], object]:
        to = "keine Adresse" if fates[version.quote_id] == "no address" else "c@hoelzl.example"
        return lambda: quotes.send(version=version, to=to, by=tobias, at=NOW)

    results = _at_once([sender(version) for version in versions])
    going = sum(fate == "goes" for fate in fates.values())
    assert 0 < going < 20
    assert sum(isinstance(result, QuoteVersion) for result in results) == going
    numbers = sorted(filter(None, Quote.objects.values_list("number", flat=True)))
    assert numbers == [f"26-{serial:04d}" for serial in range(1, going + 1)]
    assert OutgoingMail.objects.filter(kind="quotes.quote").count() == going
    # Each that went out is frozen with its file and the hash of that; the others are drafts as before.
    for version in QuoteVersion.objects.select_related("pdf", "quote"):
        if fates[version.quote_id] == "goes":
            assert version.pdf is not None
            assert hashlib.sha256(files.read(file=version.pdf)).hexdigest() == version.pdf_sha256
        else:
            assert (version.state, version.pdf, version.pdf_sha256) == ("draft", None, "")
    # Whoever tries again goes on where the others stopped.
    monkeypatch.undo()
    again = next(version for version in versions if fates[version.quote_id] != "goes")
    quotes.send(version=again, to="c@hoelzl.example", by=tobias, at=NOW)
    assert Quote.objects.get(pk=again.quote_id).number == f"26-{going + 1:04d}"
    assert [found for found in checks.run_all() if "quote" in found.record] == []


def _break(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, fails: Callable[[dict[str, Any]], bool]
) -> None:
    """Let a function fail for some, after it has done its work."""
    whole = getattr(module, name)

    def broken(*args: Any, **said: Any) -> Any:
        done = whole(*args, **said)
        if fails(said):
            raise OSError("the disk is full")
        return done

    monkeypatch.setattr(module, name, broken)
