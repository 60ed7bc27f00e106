"""What people type to confirm and deliver an order, as values."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ConfirmForm(forms.Form):
    promised_on = forms.DateField(label=_("We promise delivery on"), widget=_day())
    reference = forms.CharField(label=_("The customer's order"), max_length=200, required=False)
    to = forms.CharField(
        label=_("Confirmation to"), max_length=254, required=False, widget=forms.EmailInput()
    )
    remark = forms.CharField(
        label=_("Remark on the confirmation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeliverForm(forms.Form):
    delivered_on = forms.DateField(label=_("Delivered on"), widget=_day())
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
