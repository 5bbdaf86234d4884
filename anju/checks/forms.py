"""Forms of the checks: the filter of the list, the reason of an exception."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.accounts.scope import Scope
from anju.checks import rulebook
from anju.checks.codes import Severity
from anju.checks.queries import Wanted
from anju.regions.queries import places_within
from anju.ui.templatetags.ui import chinese

ANY = ("", _("不限"))


class FilterForm(forms.Form):
    """Filters of the findings; they live in the address."""

    severity = forms.ChoiceField(label=_("程度"), required=False, choices=(ANY, *Severity.choices))
    rule = forms.ChoiceField(label=_("规则"), required=False)
    place = forms.ChoiceField(label=_("镇、安置区"), required=False)

    def __init__(self, *args: Any, scope: Scope, hidden: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hidden = hidden
        shown = (rule for rule in rulebook.active() if rule.id not in hidden)
        known = [(rule.id, f"{rule.id} {rule.zh if chinese() else rule.en}") for rule in shown]
        places = [(place.code, place.name) for place in places_within(scope.codes)]
        for name, choices in (("rule", known), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]
        dressed(self)

    def wanted(self, state: str, sort: str) -> Wanted:
        """What the valid fields say, never of a hidden rule."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return Wanted(state, said["rule"], said["place"], said["severity"], self.hidden, sort)


class AcceptForm(forms.Form):
    """Why a finding may stand."""

    why = forms.CharField(
        label=_("认可理由"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("写明核实情况和依据。不要写身份证号和电话。"),
        error_messages={"required": _("请写明认可的理由。")},
    )  # fmt: skip
    until = forms.DateField(
        label=_("认可至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, longest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = self.fields["until"]
        until.help_text = gettext("到期后重新提示，最长到 %(day)s；不填就到这一天。") % {
            "day": longest.isoformat()
        }
        until.widget.attrs["max"] = longest.isoformat()
        dressed(self)
