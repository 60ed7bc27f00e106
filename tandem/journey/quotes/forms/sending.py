"""What is typed to send a quote: the mail, the approval it needs, the texts kept for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.base.design.uploads import ManyFiles, ManyFilesInput
from tandem.base.files.models import File
from tandem.essentials.people.models import User
from tandem.journey.quotes.models import MailText
from tandem.journey.quotes.queries.mails import Attachable


class SendForm(forms.Form):
    mail_text = forms.ChoiceField(label=gettext_lazy("Text template"), required=False)
    to = forms.CharField(
        label=gettext_lazy("Recipient"), max_length=254, required=False, widget=forms.EmailInput()
    )
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("mail", "Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    of_products = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Files of the products"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    of_earlier_mails = forms.TypedMultipleChoiceField(
        label=gettext_lazy("From earlier mails with this quote"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    attached = ManyFiles(
        label=gettext_lazy("Attach files"),
        required=False,
        widget=ManyFilesInput(attrs={"multiple": True}),
    )
    copy = forms.BooleanField(required=False, initial=True)
    link = forms.BooleanField(
        label=gettext_lazy("With a link: the customer looks at it, asks, accepts or declines there"),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Why all the same?"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        copy_to: User | None,
        why: str,
        texts: Sequence[MailText],
        url: str,
        largest: int,
        attachable: Attachable,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attached"].help_text = _("At most %(size)d MB together.") % {"size": largest}
        self._offer(texts, url)
        self._offer_files("of_products", attachable.of_products)
        self._offer_files("of_earlier_mails", attachable.of_earlier_mails)
        if copy_to is None:
            del self.fields["copy"]
        else:
            self.fields["copy"].label = _("Copy to %(name)s") % {"name": copy_to.full_name}
        if why:
            self.fields["reason"].help_text = why
        else:
            del self.fields["reason"]

    def _offer(self, texts: Sequence[MailText], url: str) -> None:
        """The texts to choose from; choosing one shows the sheet with it."""
        if not texts:
            del self.fields["mail_text"]
            return
        field = self.fields["mail_text"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [("", _("Standard text")), *((str(one.pk), one.name) for one in texts)]
        field.widget.attrs |= {"hx-get": url, "hx-target": "#sheet", "hx-trigger": "change"}

    def _offer_files(self, name: str, files: Sequence[File]) -> None:
        """What is kept to choose from, each with its size."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # declared above
        if files:
            field.choices = [(str(one.pk), f"{one.name} · {filesizeformat(one.blob.size)}") for one in files]
        else:
            del self.fields[name]

    @property
    def chosen(self) -> list[int]:
        """The kept files that go along."""
        return [pk for name in ("of_products", "of_earlier_mails") for pk in self.cleaned_data.pop(name, [])]


class AskApprovalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why does this customer get it?"),
        help_text=gettext_lazy("One or two sentences. Whoever approves it reads them first."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerApprovalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("A no needs a reason."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # What was looked at: what has been changed since then is looked at once more.
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())


class MailTextForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("text template", "Name"), max_length=80)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )
    subject = forms.CharField(label=pgettext_lazy("mail", "Subject"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("mail", "Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    for_all = forms.BooleanField(label=gettext_lazy("For the whole company"), required=False)

    def __init__(self, *args: Any, may_for_all: bool, placeholders: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = placeholders
        if not may_for_all:
            del self.fields["for_all"]
