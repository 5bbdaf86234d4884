"""Forms of the review queue: the filter, the reason, which values a merge keeps."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.accounts.scope import Scope
from anju.duplicates.actions import CHOICES, HOUSEHOLD
from anju.duplicates.codes import PairState, Reason
from anju.duplicates.queries.pairs import Wanted
from anju.regions.queries import places_within

ANY = ("", _("不限"))
TITLES = {
    HOUSEHOLD: _("现在所在的户"),
    "number": _("身份证号"),
    "name": _("姓名"),
    "ethnicity": _("民族"),
    "phone": _("联系电话"),
}


class FilterForm(forms.Form):
    """Filters of the queue; they live in the address."""

    state = forms.ChoiceField(required=False, choices=PairState.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("依据"), required=False, choices=(ANY, *Reason.choices))
    place = forms.ChoiceField(label=_("镇、安置区"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *((place.code, place.name) for place in places_within(scope.codes))]
        dressed(self)

    @property
    def wanted(self) -> Wanted:
        """What the valid fields say."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(said.get("state") or PairState.OPEN, said.get("place", ""), said.get("reason", ""))


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("理由"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("例：已入户核对，两人身份证原件不同")}),
        help_text=_("写明怎样核对的。不要写身份证号和电话。"),
        error_messages={"required": _("请写明理由。")},
    )


class ReasonForm(forms.Form):
    """Why."""

    why = _why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class MergeForm(forms.Form):
    """Which record stays, and from which each value is taken."""

    why = _why()
    survivor = forms.TypedChoiceField(label=_("保留哪一份档案"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, sides: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (side, name) for side, name in zip(sides, (_now("左边的档案"), _now("右边的档案")), strict=True)
        ]
        for name, title in TITLES.items():
            self.fields[name] = forms.TypedChoiceField(label=title, coerce=int, widget=forms.RadioSelect)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = words
                field.initial = sides[0]
        self.order_fields(["survivor", *TITLES, "why"])
        dressed(self)

    @property
    def choice(self) -> dict[str, int]:
        """From which record each value is taken."""
        return {name: self.cleaned_data[name] for name in (HOUSEHOLD, *CHOICES)}


class RemovalForm(forms.Form):
    """Why a record is taken out of the ledger, or put back."""

    why = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea({"rows": 2}),
        help_text=_("写明怎样核实的。不要写身份证号和电话。"),
        error_messages={"required": _("请写明理由。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class DecideForm(forms.Form):
    """What the approver says; a refusal needs its reason."""

    why = forms.CharField(label=_("审批意见"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)
