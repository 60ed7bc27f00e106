"""One step of a draft as a form: what is typed in it becomes a wording of the step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.essentials.people.models import ROLES
from tandem.essentials.playbook import conditions
from tandem.essentials.playbook.designing import LANGUAGES, LONGEST, MOST_DAYS, WHOMS, Exceptional, StepDesign
from tandem.essentials.playbook.designing.differences import FIELDS, whom_label
from tandem.essentials.playbook.models import BESIDE
from tandem.essentials.playbook.parties import SIDES

_AREAS = ("tasks", "checklist")


class StepForm(forms.Form):
    """All of a step; nothing is required, because a draft is saved as it is typed."""

    deadline_days = forms.IntegerField(min_value=0, max_value=MOST_DAYS, required=False)

    def __init__(
        self, sent: QueryDict | None = None, *, step: StepDesign, names: dict[str, str], able: set[str]
    ) -> None:
        super().__init__(sent, initial=_initial(step), auto_id=f"{step.key}-%s")
        self.step = step
        for name, most in LONGEST.items():
            for language, label in LANGUAGES.items():
                area = forms.Textarea(attrs={"rows": 3}) if name in _AREAS else forms.TextInput()
                self.fields[f"{name}_{language}"] = forms.CharField(
                    max_length=most, required=False, widget=area, label=f"{FIELDS[name]} ({label})"
                )
        sides = [(side, names[side]) for side in SIDES]
        first = [*sides, *((key, words) for key, words in names.items() if key in able and key not in SIDES)]
        self._choose("responsible", sides)
        self.fields["acts_first"] = _one_of([("", "–"), *first])
        for name in ("consulted", "informed"):
            chosen = [key for key in getattr(step, name) if key not in ROLES]
            self._choose(name, [(key, names.get(key, key)) for key in (*ROLES, *chosen)])
            people = [(key, words) for key, words in names.items() if key not in ROLES and key not in chosen]
            self.fields[f"{name}_person"] = _one_of([("", _("Name somebody")), *people])
        self._choose(
            "needs", [] if step.key in BESIDE else [(k, str(c.label)) for k, c in conditions.known().items()]
        )
        both = [("", _("as usual")), *sides, ("inside,field", _("both sides"))]
        for whom in WHOMS:
            self.fields[f"responsible_{whom}"] = _one_of(both, whom_label(whom))
            self.fields[f"first_{whom}"] = _one_of(
                [("", "–"), *first], f"{whom_label(whom)}: {FIELDS['acts_first']}"
            )
        for name in ("responsible", "acts_first", "consulted", "informed", "needs", "deadline_days"):
            self.fields[name].label = str(FIELDS[name])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )

    def texts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The texts in both languages, side by side."""
        return [(self[f"{name}_de"], self[f"{name}_en"]) for name in LONGEST]

    def exceptions(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """For whom it may be different: who answers, who acts first."""
        return [(whom_label(whom), self[f"responsible_{whom}"], self[f"first_{whom}"]) for whom in WHOMS]

    @property
    def names_somebody(self) -> bool:
        """Whether a person was added, so that the form has one more choice to show."""
        return any(self.cleaned_data.get(f"{name}_person") for name in ("consulted", "informed"))

    def values(self) -> dict[str, Any]:
        """The wording, as `designing.reword` takes it."""
        data = self.cleaned_data
        found = {name: data[name] for name in self.fields if name.endswith(("_de", "_en"))}
        # Boxes have no order; what has not been changed keeps its own.
        same = set(data["responsible"]) == set(self.step.responsible)
        found["responsible"] = self.step.responsible if same else tuple(data["responsible"])
        only = found["responsible"][0] if len(found["responsible"]) == 1 else ""
        # With one side there is nothing to choose; a role or a person may act for it.
        chosen = data["acts_first"]
        found["acts_first"] = only if not chosen or (chosen in SIDES and only) else chosen
        for name in ("consulted", "informed"):
            named = data[f"{name}_person"]
            found[name] = (*data[name], *((named,) if named else ()))
        found["needs"] = tuple(data["needs"])
        days = data["deadline_days"]
        found["deadline_days"] = self.step.deadline_days if days is None else days
        found["exceptions"] = tuple(_exceptions(data))
        return found


def _exceptions(data: dict[str, Any]) -> list[Exceptional]:
    found = []
    for whom in WHOMS:
        sides = tuple(data[f"responsible_{whom}"].split(",")) if data[f"responsible_{whom}"] else ()
        if sides:
            first = data[f"first_{whom}"]
            first = sides[0] if not first or (first in SIDES and first not in sides) else first
            found.append(Exceptional(whom=whom, responsible=sides, acts_first=first))
    return found


def _initial(step: StepDesign) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(step, name) for name in StepDesign.__dataclass_fields__ if name != "exceptions"
    }
    for one in step.exceptions:
        found[f"responsible_{one.whom}"] = ",".join(sorted(one.responsible, reverse=True))
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
