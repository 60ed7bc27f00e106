"""One step of a draft as a form: what is typed in it becomes a wording of the step."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.essentials.people.models import FIELD, INSIDE, ROLES
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook.designing import LANGUAGES, LONGEST, MOST_DAYS, WHOMS, Exceptional, StepDesign
from tandem.essentials.playbook.designing.differences import FIELDS, whom_label
from tandem.essentials.playbook.models import BESIDE
from tandem.essentials.playbook.parties import SIDES, Directory

_AREAS = ("tasks", "checklist")
_PARTIES = ("responsible", "consulted", "informed")


class StepForm(forms.Form):
    """All of a step; nothing is required, because a draft is saved as it is typed."""

    deadline_days = forms.IntegerField(min_value=0, max_value=MOST_DAYS, required=False)

    def __init__(self, sent: QueryDict | None = None, *, step: StepDesign, who: Directory) -> None:
        super().__init__(sent, initial=_initial(step), auto_id=f"{step.key}-%s")
        self.step, self._who = step, who
        for name, most in LONGEST.items():
            for language, label in LANGUAGES.items():
                area = forms.Textarea(attrs={"rows": 3}) if name in _AREAS else forms.TextInput()
                self.fields[f"{name}_{language}"] = forms.CharField(
                    max_length=most, required=False, widget=area, label=f"{FIELDS[name]} ({label})"
                )
        names = who.choices
        able = [(key, words) for key, words in names.items() if key in who.able and key not in SIDES]
        first = [*((side, names[side]) for side in SIDES), *able]
        self._choose_parties("responsible", [key for key, _words in first])
        self.fields["acts_first"] = _one_of([("", "–"), *self._kept(first, step.acts_first)])
        for name in ("consulted", "informed"):
            self._choose_parties(name, names)
        self._choose(
            "needs", [] if step.key in BESIDE else [(k, str(c.label)) for k, c in conditions.known().items()]
        )
        both = [("", _("as usual")), *first[: len(SIDES)], ("inside,field", _("both sides")), *able]
        said = {one.whom: one for one in step.exceptions}
        for whom in WHOMS:
            now = said.get(whom)
            self.fields[f"responsible_{whom}"] = _one_of(
                self._kept(both, _together(now.responsible) if now else ""), whom_label(whom)
            )
            self.fields[f"first_{whom}"] = _one_of(
                [("", "–"), *self._kept(first, now.acts_first if now else "")],
                f"{whom_label(whom)}: {FIELDS['acts_first']}",
            )
        for name in ("responsible", "acts_first", "consulted", "informed", "needs", "deadline_days"):
            self.fields[name].label = str(FIELDS[name])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )

    def _choose_parties(self, name: str, keys: Collection[str]) -> None:
        """Sides and roles to tick, whoever is named already, and a person to name."""
        chosen = [key for key in getattr(self.step, name) if key not in ROLES]
        kept = [key for key in getattr(self.step, name) if key in ROLES and key not in keys]
        ticked = [*(role for role in ROLES if role in keys), *kept, *chosen]
        self._choose(name, [(key, self._who.names.get(key, key)) for key in ticked])
        people = [key for key in keys if key not in ROLES and key not in chosen]
        self.fields[f"{name}_person"] = _one_of(
            [("", _("Name somebody")), *((key, self._who.names[key]) for key in people)]
        )

    def _kept(self, choices: list[tuple[str, str]], now: str) -> list[tuple[str, str]]:
        """The choices, and what is chosen now if it is none of them: somebody who has left, three parties."""
        if not now or any(key == now for key, _words in choices):
            return choices
        return [*choices, (now, self._who.words(now.split(",")))]

    def texts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The texts in both languages, side by side."""
        return [(self[f"{name}_de"], self[f"{name}_en"]) for name in LONGEST]

    def exceptions(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """For whom it may be different: who answers, who acts first."""
        return [(whom_label(whom), self[f"responsible_{whom}"], self[f"first_{whom}"]) for whom in WHOMS]

    @property
    def names_somebody(self) -> bool:
        """Whether a person was added, so that the form has one more choice to show."""
        return any(self.cleaned_data.get(f"{name}_person") for name in _PARTIES)

    def values(self) -> dict[str, Any]:
        """The wording, as `designing.reword` takes it."""
        data = self.cleaned_data
        found = {name: data[name] for name in self.fields if name.endswith(("_de", "_en"))}
        for name in _PARTIES:
            named = data[f"{name}_person"]
            found[name] = (*data[name], *((named,) if named else ()))
        # Boxes have no order; what has not been changed keeps its own.
        if set(found["responsible"]) == set(self.step.responsible):
            found["responsible"] = self.step.responsible
        only = found["responsible"][0] if len(found["responsible"]) == 1 else ""
        # With one there is nothing to choose; a role or a person may act for it, but not who was responsible before.
        chosen = data["acts_first"]
        is_gone = chosen in self.step.responsible and chosen not in found["responsible"]
        found["acts_first"] = only if not chosen or is_gone or (chosen in SIDES and only) else chosen
        found["needs"] = tuple(data["needs"])
        days = data["deadline_days"]
        found["deadline_days"] = self.step.deadline_days if days is None else days
        found["exceptions"] = tuple(_exceptions(data, self.step))
        return found


def _exceptions(data: dict[str, Any], step: StepDesign) -> list[Exceptional]:
    found = []
    before = {one.whom: one.responsible for one in step.exceptions}
    for whom in WHOMS:
        chosen = tuple(data[f"responsible_{whom}"].split(",")) if data[f"responsible_{whom}"] else ()
        if chosen:
            first = data[f"first_{whom}"]
            is_gone = first in before.get(whom, ()) and first not in chosen
            first = chosen[0] if not first or is_gone or (first in SIDES and first not in chosen) else first
            found.append(Exceptional(whom=whom, responsible=chosen, acts_first=first))
    return found


def _together(parties: Collection[str]) -> str:
    """Several parties as the value of one choice, both sides always in the same order."""
    return "inside,field" if set(parties) == {INSIDE, FIELD} else ",".join(parties)


def _initial(step: StepDesign) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(step, name) for name in StepDesign.__dataclass_fields__ if name != "exceptions"
    }
    for one in step.exceptions:
        found[f"responsible_{one.whom}"] = _together(one.responsible)
        found[f"first_{one.whom}"] = one.acts_first
    return found


def _one_of(choices: list[tuple[str, str]], label: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, label=label)


class InForceForm(forms.Form):
    """From which day a draft holds, and why."""

    from_day = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=gettext_lazy("In force from")
    )
    reason = forms.CharField(max_length=300, required=False, label=gettext_lazy("Why (both sides read it)"))
