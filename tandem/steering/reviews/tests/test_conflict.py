"""What went wrong is raised openly, seen from both sides and solved; only those concerned see it (S12.4, INV8)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.base.tools.errors import NotAllowed
from tandem.essentials.customers.models import Customer
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import Tandem, User
from tandem.essentials.playbook import actions as playbook
from tandem.essentials.playbook.models import Rule
from tandem.essentials.playbook.rules import Scope
from tandem.essentials.teamwork import testing
from tandem.essentials.teamwork.models import Matter
from tandem.journey.visits.rules import ReportDue
from tandem.steering.reviews import actions, queries
from tandem.steering.reviews.models import DOUBLE_WORK, KINDS, MISSED_DATE, Conflict, Proposal

pytestmark = pytest.mark.django_db

HIS = "Der Termin beim Kunden stand, aber mir fehlten die Preise."
HERS = "Die Preise lagen seit Montag in der Akte."
WAY = "Preise stehen künftig zwei Tage vorher im Angebot."


@pytest.fixture
def matter(hoelzl: Customer, ben: User, juergen: User, now: datetime) -> Matter:
    return testing.sale(customer=hoelzl, at=now)


@pytest.fixture
def raised(matter: Matter, anna: User, tobias: User, now: datetime) -> Conflict:
    return actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text=HIS, by=tobias, at=now)


@pytest.fixture
def seen(raised: Conflict, anna: User, now: datetime) -> Conflict:
    actions.write_view(conflict=raised, text=HERS, by=anna, at=now)
    return raised


def words(client: Client, user: User, conflict: Conflict) -> str:
    client.force_login(user)
    response = client.get(f"/ansprechen/{conflict.pk}")
    return response.content.decode() if response.status_code == 200 else ""


# --- both sides


def test_nobody_reads_the_other_s_view_before_writing_the_own(
    client: Client, raised: Conflict, anna: User, tobias: User, now: datetime
) -> None:
    assert HIS not in words(client, anna, raised)
    assert HIS in words(client, tobias, raised)
    actions.write_view(conflict=raised, text=HERS, by=anna, at=now)
    for one in (anna, tobias):
        page = words(client, one, raised)
        assert HIS in page
        assert HERS in page


def test_a_view_is_written_once(seen: Conflict, anna: User, tobias: User, now: datetime) -> None:
    for one in (anna, tobias):
        with pytest.raises(actions.Settled):
            actions.write_view(conflict=seen, text="Anders.", by=one, at=now)


def test_a_solution_is_looked_for_when_both_have_written(
    raised: Conflict, tobias: User, now: datetime
) -> None:
    with pytest.raises(actions.Incomplete, match="beide"):
        actions.propose(conflict=raised, text=WAY, by=tobias, at=now)


def test_it_is_solved_when_both_agree(seen: Conflict, anna: User, tobias: User, now: datetime) -> None:
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    solved = actions.answer(proposal=proposal, agrees=True, by=anna, at=now)
    assert not solved.is_open
    assert solved.solution == WAY
    with pytest.raises(actions.Settled, match="Preise"):
        actions.propose(conflict=seen, text="Noch etwas.", by=anna, at=now)


def test_whoever_does_not_agree_says_why_and_the_next_proposal_counts(
    seen: Conflict, anna: User, tobias: User, now: datetime
) -> None:
    first = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    with pytest.raises(actions.Incomplete):
        actions.answer(proposal=first, agrees=False, by=anna, at=now)
    actions.answer(proposal=first, agrees=False, reason="Zwei Tage sind zu kurz.", by=anna, at=now)
    second = actions.propose(conflict=seen, text="Drei Tage.", by=anna, at=now)
    with pytest.raises(actions.Settled, match="neuer"):
        actions.answer(proposal=first, agrees=True, by=anna, at=now)
    assert not actions.answer(proposal=second, agrees=True, by=tobias, at=now).is_open


def test_nobody_agrees_twice_for_both(seen: Conflict, tobias: User, now: datetime) -> None:
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    with pytest.raises(actions.Settled):
        actions.answer(proposal=proposal, agrees=True, by=tobias, at=now)
    assert Conflict.objects.get(pk=seen.pk).is_open


def test_whoever_raised_it_may_say_that_it_has_settled(
    seen: Conflict, anna: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.withdraw(conflict=seen, text="Geklärt.", by=anna, at=now)
    assert not actions.withdraw(conflict=seen, text="Am Telefon geklärt.", by=tobias, at=now).is_open


# --- going up


def test_what_is_not_solved_in_time_goes_to_coordination_and_then_to_sales_management(
    seen: Conflict, anna: User, tobias: User, ben: User, juergen: User, now: datetime
) -> None:
    assert actions.go_up(conflict=seen, at=seen.due_at - timedelta(minutes=1)) is None
    first = actions.go_up(conflict=seen, at=seen.due_at)
    assert first is not None
    assert first.level == "coordinator"
    assert actions.go_up(conflict=seen, at=seen.due_at) is None  # not twice
    proposal = actions.propose(conflict=seen, text=WAY, by=ben, at=first.due_at)
    actions.answer(proposal=proposal, agrees=True, by=anna, at=first.due_at)
    with pytest.raises(NotAllowed):
        actions.decide(conflict=seen, text=WAY, by=juergen, at=first.due_at)
    second = actions.go_up(conflict=seen, at=first.due_at)
    assert second is not None
    assert second.level == "sales_lead"
    assert actions.go_up(conflict=seen, at=second.due_at) is None
    assert not actions.decide(conflict=seen, text=WAY, by=juergen, at=second.due_at).is_open


def test_it_goes_up_in_working_time(matter: Matter, anna: User, tobias: User, now: datetime) -> None:
    """Raised on Friday afternoon: three working days later is Wednesday evening."""
    friday = now.replace(day=27, hour=16)
    raised = actions.raise_conflict(
        matter=matter, kind=MISSED_DATE, other=anna, text=HIS, by=tobias, at=friday
    )
    assert f"{raised.due_at.astimezone(now.tzinfo):%a %H:%M}" == "Wed 17:00"


def test_an_absence_of_whoever_is_asked_does_not_count(
    matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    people.report_absence(
        user=anna, from_date=now.date(), to_date=now.date() + timedelta(days=6), by=anna, at=now
    )
    raised = actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text=HIS, by=tobias, at=now)
    assert raised.due_at > now + timedelta(days=8)


# --- who sees it


def test_only_the_two_see_it_and_whom_it_has_gone_up_to(
    client: Client, seen: Conflict, allgaeu: Tandem, anna: User, tobias: User, sandra: User, ben: User,
    juergen: User, nina: User, paul: User, now: datetime,
) -> None:  # fmt: skip
    def seers() -> set[str]:
        everybody = (anna, tobias, sandra, ben, juergen, nina, paul)
        return {one.first_name for one in everybody if HIS in words(client, one, seen)}

    assert seers() == {"Anna", "Tobias"}
    up = actions.go_up(conflict=seen, at=seen.due_at)
    assert up is not None
    assert seers() == {"Anna", "Tobias", "Ben"}
    actions.go_up(conflict=seen, at=up.due_at)
    assert seers() == {"Anna", "Tobias", "Ben", "Jürgen"}


def test_no_word_of_it_stands_in_a_timeline_a_search_or_the_journal(
    client: Client, seen: Conflict, hoelzl: Customer, anna: User, tobias: User, now: datetime
) -> None:
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    actions.answer(proposal=proposal, agrees=True, by=anna, at=now)
    told = Entry.objects.filter(type="reviews.conflict")
    assert told.count() == 5
    assert set(told.values_list("customer_id", "matter_id")) == {(None, None)}
    assert all(set(entry.data) == {"conflict", "what"} for entry in told)
    client.force_login(anna)
    for path in (f"/kunden/{hoelzl.pk}", f"/vorgaenge/{seen.matter_id}", "/suche?q=Preise&palette=1"):
        page = client.get(path).content.decode()
        assert HIS not in page
        assert WAY not in page


def test_others_can_neither_answer_nor_decide(
    seen: Conflict, tobias: User, sandra: User, now: datetime
) -> None:
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    for act in (
        lambda: actions.propose(conflict=seen, text=WAY, by=sandra, at=now),
        lambda: actions.answer(proposal=proposal, agrees=True, by=sandra, at=now),
        lambda: actions.write_view(conflict=seen, text=WAY, by=sandra, at=now),
        lambda: actions.decide(conflict=seen, text=WAY, by=sandra, at=now),
        lambda: actions.withdraw(conflict=seen, text=WAY, by=sandra, at=now),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_who_may_not_act_in_the_matter_raises_nothing_there(
    matter: Matter, allgaeu: Tandem, sandra: User, anna: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text=HIS, by=sandra, at=now)


def test_whoever_does_not_see_the_customer_is_not_drawn_in(
    matter: Matter, paul: User, tobias: User, now: datetime
) -> None:
    with pytest.raises(actions.Incomplete, match="Paul"):
        actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=paul, text=HIS, by=tobias, at=now)


# --- input


@pytest.mark.parametrize("text", ["", "   ", "\u200b\n"])
def test_saying_nothing_is_refused(
    matter: Matter, anna: User, tobias: User, now: datetime, text: str
) -> None:
    with pytest.raises(actions.Incomplete):
        actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text=text, by=tobias, at=now)
    assert not Conflict.objects.exists()


def test_one_does_not_settle_with_oneself(matter: Matter, tobias: User, now: datetime) -> None:
    with pytest.raises(actions.Incomplete):
        actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=tobias, text=HIS, by=tobias, at=now)


def test_a_long_text_is_kept_as_far_as_a_page_holds(seen: Conflict, tobias: User, now: datetime) -> None:
    proposal = actions.propose(conflict=seen, text="wort " * 30_000, by=tobias, at=now)
    assert len(Proposal.objects.get(pk=proposal.pk).text) <= actions.LONGEST


# --- what comes of it


def test_it_waits_for_whose_view_or_answer_is_missing(
    raised: Conflict, anna: User, tobias: User, now: datetime
) -> None:
    assert [queries.waiting_for(one) != [] for one in (anna, tobias)] == [True, False]
    actions.write_view(conflict=raised, text=HERS, by=anna, at=now)
    assert [queries.waiting_for(one) for one in (anna, tobias)] == [[], []]
    actions.propose(conflict=raised, text=WAY, by=anna, at=now)
    assert [queries.waiting_for(one) != [] for one in (anna, tobias)] == [False, True]


def test_a_rule_remembers_that_it_came_of_it(
    client: Client, seen: Conflict, juergen: User, ben: User, now: datetime
) -> None:
    client.force_login(juergen)
    form = {
        "scope": "company", "effect": "inform", "days": "2", "reason": "Preise kamen zu spät",
        "origin": queries.origin(seen),
    }  # fmt: skip
    response = client.post("/spielregeln/neu/visits.report_due/in-kraft", form)
    assert response.status_code == 302
    rule = queries.rule_of(seen)
    assert rule is not None
    assert rule == Rule.objects.get(origin=f"reviews.conflict:{seen.pk}")
    assert "2 Arbeitstagen" in words(client, seen.raised_by, seen)


def test_a_rule_that_comes_of_it_words_the_one_in_force_anew(
    client: Client, seen: Conflict, juergen: User
) -> None:
    """Instead of a second one beside it, of which the stricter would hold unseen."""
    standing = Rule.objects.get(kind=ReportDue.key, ended_at=None)
    origin = queries.origin(seen)
    client.force_login(juergen)
    opened = client.get(f"/spielregeln/neu/visits.report_due?origin={origin}")
    assert opened.status_code == 302
    assert opened.headers["Location"].startswith(f"/spielregeln/{standing.pk}?origin=reviews.conflict")
    page = client.get(opened.headers["Location"]).content.decode()
    assert f'value="{origin}"' in page
    form = {"scope": "company", "effect": "inform", "days": "2", "reason": "", "origin": origin}
    assert client.post(f"/spielregeln/{standing.pk}/in-kraft", form).status_code == 302
    rule = queries.rule_of(seen)
    assert rule is not None
    assert rule.replaces == standing
    assert Rule.objects.filter(kind="visits.report_due", ended_at=None).count() == 1


def test_also_when_the_scope_was_chosen_in_the_sentence(
    client: Client, seen: Conflict, juergen: User, ulm: Tandem, now: datetime
) -> None:
    """The page began with the whole company, the tandem has a rule of its own: the preview says what is replaced."""
    standing = playbook.set_rule(
        kind=ReportDue(days=5), scope=Scope(kind="tandem", tandem=ulm), effect="inform", by=None, at=now
    )
    client.force_login(juergen)
    form = {
        "scope": f"tandem:{ulm.pk}",
        "effect": "inform",
        "days": "2",
        "reason": "",
        "origin": queries.origin(seen),
    }
    page = client.get("/spielregeln/neu/visits.report_due", {**form, "ansehen": "1"}).content.decode()
    assert "Sie tritt an die Stelle von" in page
    assert client.post("/spielregeln/neu/visits.report_due/in-kraft", form).status_code == 302
    rule = queries.rule_of(seen)
    assert rule is not None
    assert rule.replaces == standing
    without = {**form, "origin": "", "days": "3"}
    assert client.post("/spielregeln/neu/visits.report_due/in-kraft", without).status_code == 302
    beside = Rule.objects.filter(kind=ReportDue.key, scope="tandem", ended_at=None)
    assert beside.count() == 2, "by hand two may stand side by side"


def test_the_two_propose_their_solution_as_a_rule_and_only_it_is_read(
    client: Client, seen: Conflict, anna: User, tobias: User, ben: User, sandra: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    with pytest.raises(actions.Incomplete):
        actions.ask_for_rule(conflict=seen, by=anna, at=now)
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    actions.answer(proposal=proposal, agrees=True, by=anna, at=now)
    for stranger in (ben, sandra):
        with pytest.raises(NotAllowed):
            actions.ask_for_rule(conflict=seen, by=stranger, at=now)
    client.force_login(anna)
    assert client.post(f"/ansprechen/{seen.pk}/regel").status_code == 302
    with pytest.raises(actions.Settled):
        actions.ask_for_rule(conflict=seen, by=tobias, at=now)
    assert queries.rules_wanted(sandra, at=now) == []
    client.force_login(ben)
    for path in ("/ansprechen", "/koordination"):
        page = client.get(path).content.decode()
        assert WAY in page
        assert HIS not in page
        assert HERS not in page
    assert client.get(f"/ansprechen/{seen.pk}").status_code == 404, "the conflict stays between the two"


def test_what_has_become_a_rule_is_wanted_no_more(
    client: Client, seen: Conflict, anna: User, tobias: User, ben: User, now: datetime
) -> None:
    proposal = actions.propose(conflict=seen, text=WAY, by=tobias, at=now)
    actions.answer(proposal=proposal, agrees=True, by=anna, at=now)
    actions.ask_for_rule(conflict=seen, by=tobias, at=now)
    (wanted,) = queries.rules_wanted(ben, at=now)
    assert (wanted.solution, wanted.origin) == (WAY, queries.origin(seen))
    assert queries.rules_wanted(ben, at=now + timedelta(days=61)) == [], "nobody made one of it: decided"
    client.force_login(ben)
    form = {"scope": "company", "effect": "inform", "days": "2", "reason": "", "origin": wanted.origin}
    assert client.post("/spielregeln/neu/visits.report_due/in-kraft", form).status_code == 302
    assert queries.rules_wanted(ben, at=now) == []
    assert "2 Arbeitstagen" in words(client, anna, seen)
    assert list(checks.run_all()) == []


def test_the_third_like_case_proposes_a_rule(
    client: Client, matter: Matter, anna: User, tobias: User, now: datetime
) -> None:
    made = [
        actions.raise_conflict(matter=matter, kind=kind, other=anna, text=HIS, by=tobias, at=now)
        for kind in (MISSED_DATE, DOUBLE_WORK, MISSED_DATE)
    ]
    assert "zum dritten Mal" not in words(client, tobias, made[-1])
    third = actions.raise_conflict(matter=matter, kind=MISSED_DATE, other=anna, text=HIS, by=tobias, at=now)
    assert "zum dritten Mal" in words(client, tobias, third)


def test_every_kind_knows_rules_that_could_help() -> None:
    assert set(queries.COULD_HELP) == set(KINDS)


def test_a_conflict_in_a_customer_s_journal_is_found_by_the_check(raised: Conflict, now: datetime) -> None:
    assert list(checks.run_all()) == []
    Entry.objects.create(at=now, type="reviews.conflict", customer_id=raised.matter.customer_id, data={})
    assert any("two colleagues" in violation.sentence for violation in checks.run_all())
