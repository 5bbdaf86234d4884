"""Forms about residence booklets."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.entitlements.codes import RequestKind

Choices = Sequence[tuple[str, str]]


class AskForm(forms.Form):
    """A request about the booklet of a household."""

    kind = forms.ChoiceField(label=_("申请事项"), choices=RequestKind.choices)
    applicant = forms.ChoiceField(label=_("申请人"))
    members = forms.MultipleChoiceField(
        label=_("登记人员"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("居住簿上要写明的成员；申请注销时不用选。"),
    )  # fmt: skip
    from_address = forms.CharField(
        label=_("原地址"), required=False, max_length=120, help_text=_("例如 长安镇杨溪村3组。")
    )
    to_address = forms.CharField(
        label=_("新地址"), required=False, max_length=120, help_text=_("例如 长安集镇1号楼1单元301室。")
    )
    reason = forms.CharField(
        label=_("申请原因"), max_length=200, widget=forms.Textarea({"rows": 2}),
        help_text=_("例如 搬迁入住。不要写身份证号和电话。"), error_messages={"required": _("请写明申请原因。")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("applicant", "members"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(people)
        dressed(self)


class ConfirmForm(forms.Form):
    """What the side whose turn it is adds; number and office only where a booklet is issued."""

    number = forms.CharField(
        label=_("居住簿编号"), required=False, max_length=30, help_text=_("例如 PLJZ108000123。")
    )
    issued_by = forms.CharField(
        label=_("发放单位"), required=False, max_length=60, help_text=_("例如 长安派出所。")
    )

    def __init__(self, *args: Any, issues: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not issues:
            self.fields.clear()
        dressed(self)


class RefuseForm(forms.Form):
    """Why a request is refused."""

    why = forms.CharField(
        label=_("不予办理的原因"), max_length=200, widget=forms.Textarea({"rows": 2}),
        help_text=_("写明缺什么材料或哪里不符，便于补正。"), error_messages={"required": _("请写明不予办理的原因。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class FilterForm(forms.Form):
    """Filters of the list of requests; they live in the address."""

    kind = forms.ChoiceField(
        label=_("申请事项"), required=False, choices=(("", _("不限")), *RequestKind.choices)
    )
    place = forms.ChoiceField(label=_("镇、安置区"), required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("不限")), *places]
        dressed(self)

    def said(self, name: str) -> str:
        """The value of a valid field, else empty."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
