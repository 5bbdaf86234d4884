"""Forms of the import pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from anju.intake.sheet import Sheet
from anju.intake.workbook import LARGEST_FILE


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("Excel 工作簿（.xlsx）。上传后先核对和比对，确认前不会改动台账。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be read at all."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("文件过大。请按镇拆分后分别上传。"))
        return file


class HeadsForm(forms.Form):
    """For each required column that a file lacks: which of its own heads it is."""

    def __init__(
        self, *args: Any, sheet: Sheet, missing: Sequence[str], unknown: Sequence[str], **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.columns = {column.name: column for column in sheet.columns if column.head in missing}
        choices = [("", _("请选择")), *((head, head) for head in unknown)]
        for name, column in self.columns.items():
            self.fields[name] = forms.ChoiceField(label=column.head, choices=choices)

    def clean(self) -> dict[str, Any]:
        """One head of the file cannot be two columns."""
        data = super().clean() or {}
        chosen = [head for name in self.columns if (head := data.get(name))]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("同一个表头不能对应两个栏目。"))
        return data

    @property
    def heads(self) -> dict[str, str]:
        """Own head → column name."""
        return {self.cleaned_data[name]: name for name in self.columns}
