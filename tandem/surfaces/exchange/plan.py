"""What becomes of each row: new, changed, unchanged, a conflict or an error. Writes nothing.

The planner walks the file in chunks. What it must know of the database it asks its `Known`; what earlier rows of the
file have made it remembers itself, so that a company that stands twice in the file is found wherever it stands.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from tandem.essentials.people.queries import Claims
from tandem.surfaces.exchange import states
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.records import Problem, Reader, Record, name_key
from tandem.surfaces.exchange.states import Changes, Numbers, State
from tandem.surfaces.exchange.values import Cell

CREATED, UPDATED, UNCHANGED, CONFLICT, ERROR = "created", "updated", "unchanged", "conflict", "error"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, CONFLICT, ERROR)

# A row as it was read; with its cells where the customer it is about may say which country it means.
ParsedRow = tuple[Record, list[Cell] | None]


class Sign(NamedTuple):
    """By what a stored customer is recognised; `alias_key` is the name under which a merged file was known."""

    pk: int
    number: str | None
    vat_number: str
    name_key: str
    postcode: str
    alias_key: str = ""


class Known(Protocol):
    """What the planner asks the database."""

    def signs(self, *, numbers: Set[str], vat_numbers: Set[str], name_keys: Set[str]) -> Iterable[Sign]: ...
    def states(self, pks: Sequence[int]) -> Iterable[State]: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """The company an import goes into; customers of tandems that are not `writable` stay (None: all may be changed)."""

    claims: Claims
    tandems: dict[int, str]
    country: str
    writable: frozenset[int] | None = None
    names_shown: bool = True

    @property
    def tandems_by_key(self) -> dict[str, int]:
        """The tandems by folded name."""
        return {name_key(name): pk for pk, name in self.tandems.items()}


@dataclass(slots=True)
class Outcome:
    """What becomes of one row."""

    record: Record
    kind: str
    state: State | None = None
    changes: Changes | None = None
    reason: str = ""


@dataclass(slots=True)
class _Index:
    """Customers by number, VAT number and name with postcode; entries may be stale and are checked when asked."""

    by_number: dict[str, int] = field(default_factory=dict)
    by_vat: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, pk: int, *, number: str | None, vat_number: str, name_key: str, postcode: str) -> None:
        if number:
            self.by_number[number] = pk
        for held in ([self.by_vat[vat_number]] if vat_number else []) + [self.by_name[name_key, postcode]]:
            if pk not in held:
                held.append(pk)


class Planner:
    """Decides about rows, chunk by chunk; `outcomes` of one chunk must be used up before the next is begun."""

    def __init__(
        self, *, placed: Sequence[Placed], headings: int, setting: Setting, known: Known, numbers: Numbers
    ) -> None:
        self._known, self._numbers, self._setting = known, numbers, setting
        self._headings = headings
        self._reader = Reader(placed, tandems=setting.tandems_by_key, country=setting.country)
        self._number_heading = next((one.heading for one in placed if one.target == "number"), "")
        self._name_heading = next(one.heading for one in placed if one.target == "name")
        # What this file has made or changed, packed: a hundred thousand customers fit into 100 MB.
        self._kept: dict[int, bytes] = {}
        self._kept_index = _Index()
        self._live: dict[int, State] = {}
        self._index = _Index()
        # Numbers of merged files; and by survivor the names (with postcode) and VAT numbers of its merged files.
        self._aliases: set[str] = set()
        self._known_as: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        self._vat_as: defaultdict[int, set[str]] = defaultdict(set)

    def outcomes(self, rows: Sequence[ParsedRow]) -> Iterator[Outcome]:
        """What becomes of each row of a chunk, in order."""
        self._live, self._index, self._aliases = {}, _Index(), set()
        self._known_as.clear()
        self._vat_as.clear()
        self._meet(numbers={record.number for record, _cells in rows if record.number})
        records = [self._with_known_country(record, cells) for record, cells in rows]
        unknown = [record for record in records if record.name_key and not self._by_number(record.number)]
        self._meet(
            vat_numbers={record.vat_number for record in unknown if record.vat_number},
            name_keys={record.name_key for record in unknown},
        )
        for record in records:
            outcome = self._decide(record)
            if outcome.kind in (CREATED, UPDATED) and outcome.state is not None:
                self._add(self._kept_index, outcome.state)
            yield outcome

    def keep(self, touched: Iterable[State]) -> None:
        """Remember what this chunk has made and changed, in as little room as possible."""
        for state in touched:
            self._kept[state.pk] = pickle.dumps(state, pickle.HIGHEST_PROTOCOL)

    def _with_known_country(self, record: Record, cells: list[Cell] | None) -> Record:
        """Phones and postcodes of a row without a country are those of the customer's country."""
        held = self._by_number(record.number) if cells is not None else None
        if cells is None or held is None or held.fields["country"] == self._setting.country:
            return record
        return self._reader.read(
            record.row, cells, headings=self._headings, country=str(held.fields["country"])
        )

    def _decide(self, record: Record) -> Outcome:
        if not record.name_key:
            return self._refused(record, ERROR, self._name_heading, _("The row names no company."))
        state = self._by_number(record.number)
        if state is not None and record.name_key != state.name_key and not self._is_alias(record, state):
            named = f": {state.fields['name']}" if self._setting.names_shown else ""
            reason = _("This customer number already stands for another company%(name)s.") % {"name": named}
            return self._refused(record, CONFLICT, self._number_heading, reason)
        if state is None:
            state = self._by_vat_number(record) or self._by_name(record)
        if state is None:
            return self._created(record)
        # A file that was merged into this one: its old number and name stay where they are.
        is_alias = record.number in self._aliases or (
            record.name_key != state.name_key and self._is_alias(record, state)
        )
        return self._matched(record, state, with_name=not is_alias)

    def _is_alias(self, record: Record, state: State) -> bool:
        """Whether the row calls the customer as a file was called that was merged into it."""
        return any(key == record.name_key for key, _postcode in self._known_as.get(state.pk, ()))

    def _created(self, record: Record) -> Outcome:
        country = record.country or self._setting.country
        tandem = record.tandem_id
        if tandem is None:
            tandem = self._setting.claims.tandem_for(country=country, postcode=record.postcode).pk
        state = states.begun(record, pk=self._numbers.customer(), tandem_id=tandem, country=country)
        state.fields["number"] = record.number or None
        states.merged(state, record, numbers=self._numbers)
        self._live[state.pk] = state
        return Outcome(record, CREATED, state=state)

    def _matched(self, record: Record, state: State, *, with_name: bool) -> Outcome:
        if not states.would_change(state, record, with_name=with_name):
            return Outcome(record, UNCHANGED, state=state)
        writable = self._setting.writable
        if writable is not None and not state.by_this_run and state.fields["tandem_id"] not in writable:
            reason = _("This customer is looked after by the tandem %(tandem)s, who can change it.") % {
                "tandem": self._setting.tandems.get(state.fields["tandem_id"], "")
            }
            return self._refused(record, ERROR, self._name_heading, reason)
        changes = states.merged(state, record, numbers=self._numbers, with_name=with_name)
        return Outcome(record, UPDATED, state=state, changes=changes)

    def _refused(self, record: Record, kind: str, column: str, reason: str) -> Outcome:
        value = record.number if kind == CONFLICT else record.name
        record.problems.append(Problem(record.row, column, value, reason))
        return Outcome(record, kind, reason=reason)

    # --- finding

    def _by_number(self, number: str) -> State | None:
        for index in (self._kept_index, self._index):
            pk = index.by_number.get(number) if number else None
            state = self._state(pk) if pk is not None else None
            if state is not None and (state.fields["number"] == number or number in self._aliases):
                return state
        return None

    def _by_vat_number(self, record: Record) -> State | None:
        """The one company with this VAT number; branches of a company share theirs, then it says nothing."""
        vat = record.vat_number
        if not vat:
            return None
        pks = dict.fromkeys((*self._kept_index.by_vat.get(vat, ()), *self._index.by_vat.get(vat, ())))
        held = [
            state
            for pk in pks
            if (state := self._state(pk))
            and (state.fields["vat_number"] == vat or vat in self._vat_as.get(pk, ()))
        ]
        return held[0] if len(held) == 1 and self._may_be(held[0], record) else None

    def _by_name(self, record: Record) -> State | None:
        key = (record.name_key, record.postcode)
        pks = dict.fromkeys((*self._kept_index.by_name.get(key, ()), *self._index.by_name.get(key, ())))
        for pk in sorted(pks, key=abs):
            state = self._state(pk)
            if state is None:
                continue
            if (state.name_key, state.fields["postcode"]) != key and key not in self._known_as.get(pk, ()):
                continue
            if self._may_be(state, record):
                return state
        return None

    @staticmethod
    def _may_be(state: State, record: Record) -> bool:
        """Two different customer numbers are two customers, whatever else is the same."""
        return not record.number or not state.fields["number"] or state.fields["number"] == record.number

    def _state(self, pk: int) -> State | None:
        state = self._live.get(pk)
        if state is None and pk in self._kept:
            # Packed by `keep`, in this process.
            state = self._live[pk] = pickle.loads(self._kept[pk])  # noqa: S301
        return state

    def _meet(
        self,
        *,
        numbers: Set[str] = frozenset(),
        vat_numbers: Set[str] = frozenset(),
        name_keys: Set[str] = frozenset(),
    ) -> None:
        """Fetch from the database who may be meant, unless this file has changed them and they are remembered."""
        if not (numbers or vat_numbers or name_keys):
            return
        signs = list(self._known.signs(numbers=numbers, vat_numbers=vat_numbers, name_keys=name_keys))
        missing = {sign.pk for sign in signs if sign.pk not in self._live and sign.pk not in self._kept}
        for state in self._known.states(sorted(missing)):
            self._live[state.pk] = state
        for sign in signs:
            self._index.add(
                sign.pk,
                number=sign.number,
                vat_number=sign.vat_number,
                name_key=sign.name_key,
                postcode=sign.postcode,
            )
            if sign.alias_key:
                self._known_as[sign.pk].add((sign.alias_key, sign.postcode))
                self._vat_as[sign.pk] |= {sign.vat_number} - {""}
                self._aliases |= {sign.number} if sign.number else set()

    @staticmethod
    def _add(index: _Index, state: State) -> None:
        index.add(
            state.pk,
            number=state.fields["number"],
            vat_number=state.fields["vat_number"],
            name_key=state.name_key,
            postcode=state.fields["postcode"],
        )
