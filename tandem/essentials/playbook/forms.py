"""The sentence of a rule as a form: its words are its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from tandem.base.tools import validation
from tandem.essentials.customers.models import CLASSES, Customer
from tandem.essentials.people.models import Tandem
from tandem.essentials.playbook.rules import EFFECTS, RuleKind, Scope
from tandem.essentials.playbook.rules.parameters import Choice, Number, Parameter

# What stands in the address and in the form for whom a rule is about.
ALL = "company"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the sentence: words, then the control for the word that may be changed, then its unit."""

    before: str
    control: BoundField | None = None
    after: str = ""


class RuleForm(forms.Form):
    """A rule of one kind: whom it is about, its words, and what it does."""

    scope = forms.ChoiceField()
    effect = forms.ChoiceField()
    reason = forms.CharField(max_length=300, required=False, widget=forms.TextInput)
    origin = forms.RegexField(r"^[a-z_.]+:\d+$", max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: type[RuleKind],
        tandems: list[Tandem],
        customer: Customer | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.kind, self.customer = kind, customer
        self.tandems = {tandem.pk: tandem for tandem in tandems}
        self.fields["scope"] = forms.ChoiceField(choices=self._scopes(), label=_("Whom it is about"))
        effects = [(key, str(label)) for key, label in EFFECTS.items() if key in kind.effects]
        self.fields["effect"] = forms.ChoiceField(choices=effects, label=_("What it does"))
        self.fields["reason"].label = _("Why (both sides read it)")
        for name, parameter in kind.parameters().items():
            self.fields[name] = _control(parameter)
            self.fields[name].label = _("Word of the sentence")
        for name in ("scope", "effect", *kind.parameters()):
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def _scopes(self) -> list[tuple[str, str]]:
        found = [(ALL, Scope().words())]
        found += [(f"class:{klass}", Scope(kind="class", klass=klass).words()) for klass in CLASSES]
        found += [
            (f"tandem:{pk}", Scope(kind="tandem", tandem=tandem).words())
            for pk, tandem in self.tandems.items()
        ]
        if self.customer is not None:
            found.append((f"customer:{self.customer.pk}", self.customer.name))
        return found

    def pieces(self) -> Iterator[Piece]:
        """The sentence, with a control for each of its words."""
        parameters = self.kind.parameters()
        for before, _word, name in self.kind().pieces():
            if not name:
                yield Piece(before)
                continue
            parameter = parameters[name]
            after = ""
            if isinstance(parameter, Number):
                value = self._number(name, parameter)
                after = parameter.unit(value).replace(str(value), "", 1)
            yield Piece(before, self[name], after)

    def _number(self, name: str, parameter: Number) -> int:
        """The number that stands in the field, for its unit; a wrong one reads as several."""
        number = validation.whole_number(str(self[name].value() or ""))
        return parameter.most if number is None else number

    @property
    def has_effects(self) -> bool:
        return len(self.kind.effects) > 1

    def rule(self) -> RuleKind:
        """The kind with the words given. Raises NotAValue."""
        return self.kind.read({name: self.cleaned_data[name] for name in self.kind.parameters()})

    def chosen_scope(self) -> Scope:
        """Whom the rule is about."""
        kind, _colon, key = self.cleaned_data["scope"].partition(":")
        return Scope(
            kind=kind,
            klass=key if kind == "class" else "",
            tandem=self.tandems[int(key)] if kind == "tandem" else None,
            customer=self.customer if kind == "customer" else None,
        )


def scope_value(scope: Scope) -> str:
    """A scope as it stands in the form."""
    key = {
        "class": scope.klass,
        "tandem": str(scope.tandem.pk) if scope.tandem else "",
        "customer": str(scope.customer.pk) if scope.customer else "",
    }.get(scope.kind, "")
    return f"{scope.kind}:{key}" if key else ALL


def _control(parameter: Parameter) -> forms.Field:
    if isinstance(parameter, Number):
        width = {"class": "word num", "inputmode": "numeric"}
        return forms.IntegerField(
            min_value=parameter.least, max_value=parameter.most, widget=forms.NumberInput(attrs=width)
        )
    choices = [(key, str(words)) for key, words in parameter.known().items()]
    if isinstance(parameter, Choice):
        # A word may stand for none of the others: all products.
        return forms.ChoiceField(choices=choices, required=all(key for key, _words in choices))
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


class AgreementForm(forms.Form):
    """The company's own words before the rules, and the fingerprint of the rules that were read with them."""

    preamble = forms.CharField(max_length=5_000, widget=forms.Textarea(attrs={"rows": 7}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["preamble"].label = _("Preamble")
        self.fields["preamble"].help_text = _("What the agreement is for, in your own words.")
