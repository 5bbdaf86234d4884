"""The form that asks for a reply: figures of which month, signed when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.indicators.models import Close
from anju.kernel.month import Month
from anju.ui.templatetags.ui import month


class ReplyForm(forms.Form):
    """A closed month and the day of signing."""

    month = forms.ChoiceField(label=_("数据月份"), help_text=_("只列出已结账的月份；数字取月末。"))
    on = forms.DateField(
        label=_("成文日期"),
        help_text=_("例如 2021-09-06；发文字号的年份与它一致。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, closes: list[Close], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the line above made
        newest = {close.month: close for close in reversed(closes)}
        field.choices = [
            (str(Month.of(day)), f"{month(day)}（{newest[day]}）") for day in sorted(newest, reverse=True)
        ]
        dressed(self)

    def clean_on(self) -> date:
        """A letter of the county is signed in our time."""
        on: date = self.cleaned_data["on"]
        if not 2000 <= on.year <= 2999:
            raise forms.ValidationError(_("年份不对，请核对。"))
        return on
