"""Input of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.base.design.uploads import ManyFiles, ManyFilesInput
from tandem.surfaces.exchange import columns, mapping
from tandem.surfaces.exchange.catalogue import targets
from tandem.surfaces.exchange.erp import columns as erp
from tandem.surfaces.exchange.erp.taking_in import LARGEST_PDF
from tandem.surfaces.exchange.models import ImportRun

# More come by the watched folder.
MOST_DOCUMENTS = 500


class UploadForm(forms.Form):
    """A customer list."""

    file = forms.FileField(
        label=gettext_lazy("Customer list"),
        help_text=gettext_lazy(
            "Excel, LibreOffice or CSV, at most 100 MB. Nothing is read in before you have seen it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.txt,.tsv"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
            size = {"size": -(-(file.size or 0) // (1024 * 1024)), "limit": limit}
            raise forms.ValidationError(
                _("The file has %(size)d MB; more than %(limit)d MB are not read.") % size
            )
        return file


class LeadsForm(forms.Form):
    """What the new companies of a list are asked for as leads."""

    title = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=200,
        help_text=gettext_lazy("The title of each lead."),
    )
    campaign = forms.CharField(label=gettext_lazy("Campaign"), max_length=120, required=False)


class CatalogueForm(UploadForm):
    """A list of products or of prices."""

    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        help_text=gettext_lazy(
            "Excel, LibreOffice or CSV, at most 100 MB. Nothing is read in before you have seen it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.txt,.tsv"}),
        allow_empty_file=True,
    )


def options_of(run: ImportRun) -> dict[str, str]:
    """Where a column of this file may go, with what it is called."""
    if run.is_of_customers:
        return {target: mapping.label(target) for target in columns.TARGETS}
    if run.is_of_quotes:
        return erp.options()
    return targets.options(run.kind, targets.lists_of(run.by))


class ColumnsForm(forms.Form):
    """Where each column goes; one choice per column of the file."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {one["column"]: one["target"] for one in run.mapping}
        known = options_of(run)
        options = [("-", _("Leave out")), *known.items()]
        for one in run.columns:
            self.fields[f"column_{one['column']}"] = forms.ChoiceField(
                label=one["heading"], choices=options, initial=chosen.get(one["column"], "-"), required=False
            )

    def wishes(self) -> dict[int, str]:
        """The chosen target of each column that was sent."""
        return {
            int(name.removeprefix("column_")): value or "-"
            for name, value in self.cleaned_data.items()
            if name in self.data
        }


class ProcessSheetForm(UploadForm):
    """The process as it comes back from Excel."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        help_text=gettext_lazy("The file that was taken out here, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xlsb,.xls,.ods"}),
        allow_empty_file=True,
    )


class QuoteListForm(UploadForm):
    """A list of the quotes that an ERP makes."""

    file = forms.FileField(
        label=gettext_lazy("List of quotes"),
        help_text=gettext_lazy(
            "Excel, LibreOffice or CSV, at most 100 MB. Nothing is read in before you have seen it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.txt,.tsv"}),
        allow_empty_file=True,
    )
    documents = ManyFiles(
        label=gettext_lazy("Their documents (PDF)"),
        required=False,
        help_text=gettext_lazy(
            "Each is called by the number of its quote, such as A-1001.pdf. At most 500 at a time."
        ),
        widget=ManyFilesInput(attrs={"multiple": True, "accept": ".pdf"}),
    )

    def clean_documents(self) -> list[UploadedFile[bytes]]:
        chosen: list[UploadedFile[bytes]] = self.cleaned_data["documents"]
        if len(chosen) > MOST_DOCUMENTS:
            raise forms.ValidationError(_("At most %(most)d documents at a time.") % {"most": MOST_DOCUMENTS})
        for one in chosen:
            if (one.size or 0) > LARGEST_PDF:
                raise forms.ValidationError(
                    _("“%(name)s” is larger than 25 MB.") % {"name": (one.name or "")[:80]}
                )
        return chosen
