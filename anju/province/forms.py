"""What the province's pages ask: which month, which indicator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.indicators.catalogue import Catalogue
from anju.indicators.forms import TASKS
from anju.indicators.queries.asking import name_of
from anju.kernel.month import Month


class AskForm(forms.Form):
    """Month and indicator of a page; both live in the address."""

    month = forms.ChoiceField(label=_("月份"), required=False)
    code = forms.ChoiceField(label=_("指标"), required=False)

    def __init__(self, *args: Any, months: list[Month], known: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month, code = self.fields["month"], self.fields["code"]
        if isinstance(month, forms.ChoiceField) and isinstance(code, forms.ChoiceField):
            month.choices = [(str(one), str(one)) for one in months]
            code.choices = [
                (str(words), [(item.code, name_of(item)) for item in known.of_task(task)])
                for task, words in TASKS.items()
            ]
        dressed(self)
