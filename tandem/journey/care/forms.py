"""What the customer said, as typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.essentials.customers.models import Contact, Customer


class SatisfactionForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How satisfied, from 0 to 10?"),
        choices=[(str(number), str(number)) for number in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In the customer's words"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    further_need = forms.CharField(
        label=_("Further need"),
        help_text=_("Spare parts, a second line, a service contract …"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact = forms.ModelChoiceField(
        label=_("Whom did you ask?"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("not named"),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = customer.contacts.filter(is_active=True).order_by("last_name", "first_name")
