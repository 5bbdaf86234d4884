"""Forms of the checks: the filter of the list, the reason of an exception."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.accounts.scope import Scope
from anju.checks import rulebook
from anju.checks.codes import Severity
from anju.checks.queries import Wanted
from anju.regions.queries import places_within

ANY = ("", _("不限"))


class FilterForm(forms.Form):
    """Filters of the findings; they live in the address."""

    rule = forms.ChoiceField(label=_("规则"), required=False)
    severity = forms.ChoiceField(label=_("程度"), required=False, choices=(ANY, *Severity.choices))
    place = forms.ChoiceField(label=_("镇、安置区"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(rule.id, f"{rule.id} {rule.zh}") for rule in rulebook.active()]
        places = [(place.code, place.name) for place in places_within(scope.codes)]
        for name, choices in (("rule", known), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]
        dressed(self)

    def wanted(self, state: str) -> Wanted:
        """What the valid fields say."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(state, said.get("rule", ""), said.get("place", ""), said.get("severity", ""))


class AcceptForm(forms.Form):
    """Why a finding may stand."""

    why = forms.CharField(
        label=_("认可理由"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("写明核实情况和依据。不要写身份证号和电话。"),
        error_messages={"required": _("请写明认可的理由。")},
    )  # fmt: skip
    until = forms.DateField(
        label=_("认可至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到期后重新提示；不填则一直有效。例：2022-06-30"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)
