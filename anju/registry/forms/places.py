"""Forms of flats, grids, old houses, the locked population, and the filters of lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.kernel.month import Month
from anju.registry import codes
from anju.registry.forms.fields import day_field
from anju.registry.queries.flats import FREE, UNKNOWN

ANY = ("", _("不限"))
NOTHING: Mapping[str, Sequence[Any]] = {}


class DressedForm(forms.Form):
    """A form in the look of the page kit."""

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[Any]] = NOTHING, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(offered)
        dressed(self)  # asks for errors, so everything must be offered by now

    def said(self, name: str) -> Any:
        """The value of a valid field, else empty."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class FlatFilterForm(DressedForm):
    """Filters of the flats of a site."""

    building = forms.ChoiceField(label=_("楼栋"), required=False)
    state = forms.ChoiceField(
        label=_("入住情况"),
        required=False,
        choices=(ANY, *codes.Occupied.choices, (UNKNOWN, _("未核查")), (FREE, _("未分配"))),
    )

    def __init__(self, *args: Any, buildings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, choices={"building": [ANY, *((one, one) for one in buildings)]}, **kwargs)


class OccupationForm(DressedForm):
    """What was found at a flat."""

    state = forms.ChoiceField(label=_("入住情况"), choices=codes.Occupied.choices)
    how = forms.ChoiceField(label=_("核查方式"), choices=codes.SeenBy.choices)
    day = day_field(_("核查日期"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class HandOverForm(DressedForm):
    """When the keys were handed over."""

    day = day_field(_("交房日期"))


class ReclamationForm(DressedForm):
    """The old house."""

    demolished_on = day_field(_("拆除日期"))
    reclaimed_on = forms.DateField(
        label=_("复垦验收日期"),
        required=False,
        help_text=_("还没有验收的留空。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    area_m2 = forms.DecimalField(
        label=_("复垦面积（㎡）"), min_value=0, max_digits=8, decimal_places=2, help_text=_("例如 133.50。")
    )
    document = forms.CharField(label=_("验收文件"), required=False, max_length=80)


class GridForm(DressedForm):
    """A new grid of a site."""

    serial = forms.IntegerField(
        label=_("网格序号"), min_value=1, max_value=999, help_text=_("1至999，本安置区内不重复。")
    )
    name = forms.CharField(label=_("网格名称"), max_length=60, help_text=_("例如 锦屏安置区1号网格。"))
    kind = forms.ChoiceField(label=_("网格类型"), choices=codes.GridKind.choices)
    leader = forms.CharField(label=_("网格长"), required=False, max_length=40)


class AssignForm(DressedForm):
    """Which buildings lie in which grid."""

    grid = forms.ChoiceField(label=_("划入网格"), required=False)
    buildings = forms.MultipleChoiceField(label=_("楼栋"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, grids: Sequence[Any], buildings: Sequence[Any], **kwargs: Any) -> None:
        offered = {"grid": [("", _("不属于任何网格")), *grids], "buildings": buildings}
        super().__init__(*args, choices=offered, **kwargs)


class LockForm(DressedForm):
    """The population of a programme, fixed."""

    programme = forms.ChoiceField(label=_("搬迁项目"), choices=codes.Programme.choices)
    day = day_field(_("锁定日"))
    document = forms.CharField(label=_("文件编号"), max_length=60, help_text=_("例如 平发改发〔2020〕15号。"))


class ChangeFilterForm(DressedForm):
    """Filters of the list of changes."""

    month = forms.CharField(
        label=_("月份"), required=False, max_length=7, help_text=_("例如 2021-08。"),
        widget=forms.TextInput({"type": "month"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("安置区"), required=False)
    kind = forms.ChoiceField(label=_("变动类型"), required=False, choices=(ANY, *codes.ChangeKind.choices))
    paper = forms.ChoiceField(label=_("佐证材料"), required=False, choices=(ANY, ("missing", _("材料待补"))))

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, choices={"place": [ANY, *sites]}, **kwargs)

    def clean_month(self) -> Month | None:
        """A month that exists."""
        text: str = self.cleaned_data["month"]
        try:
            return Month.parse(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("月份写作 2021-08。")) from error
