"""Forms of single records: one for each kind, and one that ends any of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.entitlements import codes
from anju.entitlements.codes import RecordKind
from anju.kernel.money import fen_of_yuan
from anju.registry.forms.fields import NONE, day_field

KEPT = _("现为 %(value)s；不改的留空。")
HIDDEN = "••••••"


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    field = day_field(label)
    field.required = required
    field.help_text = hint or field.help_text
    return field


class RecordForm(forms.Form):
    """What every record has: its own fields, why it is entered or corrected, and which state of it the page shows.

    `row` is the record that is corrected, None for a new one. PERSONAL fields are not shown again: left empty they stay.
    """

    PERSONAL: Sequence[str] = ()
    why = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("例如：据县民政局6月名单。不写身份证号和电话。"),
        error_messages={"required": _("请写明依据。")},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Any = None, seen: int = 0, **kwargs: Any) -> None:
        self.row = row
        held = {
            name: getattr(row, name) for name in self.base_fields if row is not None and hasattr(row, name)
        }
        shown = {name: value for name, value in held.items() if name not in self.PERSONAL}
        kwargs["initial"] = {**shown, **self.known(), "seen": seen, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in self.PERSONAL if row is not None else ():
            self.fields[name].required = False
            self.fields[name].help_text = KEPT % {"value": self.masked(name)}
        self.order_fields([name for name in self.fields if name not in ("why", "seen")] + ["why", "seen"])
        dressed(self)

    def known(self) -> dict[str, Any]:
        """What of the record is shown in another way than it is stored."""
        return {}

    def masked(self, name: str) -> str:
        """How a personal field of the record is told."""
        return HIDDEN if getattr(self.row, name, "") else "—"

    @property
    def told(self) -> dict[str, Any]:
        """The fields of the record as they are stored."""
        apart = ("why", "seen")
        said = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        if self.row is not None:
            said = {name: value for name, value in said.items() if value or name not in self.PERSONAL}
        return said


class InsuranceForm(RecordForm):
    """A person insured."""

    kind = forms.ChoiceField(label=_("险种"), choices=[NONE, *codes.InsuranceKind.choices])
    start = _day(_("参保日期"))
    stop = _day(_("停保日期"), required=False, hint=_("仍在参保的留空。"))


class AssistanceForm(RecordForm):
    """Assistance that a person gets."""

    PERSONAL = ("document", "amount")
    kind = forms.ChoiceField(label=_("救助类型"), choices=[NONE, *codes.AssistanceKind.choices])
    document = forms.CharField(label=_("审批文号（证号）"), required=False, max_length=60)
    amount = forms.DecimalField(
        label=_("月救助金额（元）"), required=False, min_value=0, max_digits=9, decimal_places=2,
        help_text=_("例如 401.50。"),
    )  # fmt: skip
    start = _day(_("享受起始日期"))
    stop = _day(_("停止日期"), required=False, hint=_("仍在享受的留空。"))

    def masked(self, name: str) -> str:
        held = self.row.amount_fen is not None if name == "amount" else self.row.document
        return HIDDEN if held else "—"

    @property
    def told(self) -> dict[str, Any]:
        said = super().told
        amount: Decimal | None = said.pop("amount", None)
        if amount is not None:
            said["amount_fen"] = fen_of_yuan(amount)
        return said


class DisabilityForm(RecordForm):
    """A disability certificate."""

    PERSONAL = ("certificate",)
    certificate = forms.CharField(
        label=_("残疾证号"), max_length=30, help_text=_("20位；补办的22位。可带空格。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("残疾类别"), choices=[NONE, *codes.DisabilityCategory.choices])
    level = forms.ChoiceField(label=_("残疾等级"), choices=[NONE, *codes.DisabilityLevel.choices])
    issued_year = forms.IntegerField(label=_("办证年度"), min_value=1990, max_value=2100)
    start = _day(_("起始日期"))
    stop = _day(_("终止日期"), required=False, hint=_("仍然有效的留空。"))

    def masked(self, name: str) -> str:
        return str(self.row.certificate_masked)

    @property
    def told(self) -> dict[str, Any]:
        said = super().told
        if "certificate" in said:
            said["certificate"] = "".join(said["certificate"].split()).upper()
        return said


class MonitoringForm(RecordForm):
    """A household under monitoring."""

    kind = forms.ChoiceField(label=_("监测对象类别"), choices=[NONE, *codes.MonitoringClass.choices])
    cause = forms.ChoiceField(label=_("致贫返贫风险"), choices=[NONE, *codes.RiskCause.choices])
    identified_on = _day(_("识别日期"))


class MeasureForm(RecordForm):
    """Help given to a monitored household."""

    PERSONAL = ("content",)
    kind = forms.ChoiceField(label=_("措施类型"), choices=[NONE, *codes.MeasureKind.choices])
    content = forms.CharField(label=_("措施内容"), required=False, max_length=120)
    start = _day(_("起始日期"))
    stop = _day(_("终止日期"), required=False, hint=_("没有定终止日期的留空。"))


class LandForm(RecordForm):
    """Land kept in the home village."""

    PERSONAL = ("number", "village")
    kind = forms.ChoiceField(label=_("土地类型"), choices=[NONE, *codes.LandKind.choices])
    number = forms.CharField(label=_("合同（权证）编号"), max_length=60)
    village = forms.CharField(label=_("所在村"), max_length=60, help_text=_("例如 杨溪村。"))
    area_mu = forms.DecimalField(
        label=_("面积（亩）"), min_value=0, max_digits=8, decimal_places=2, help_text=_("例如 3.50。")
    )
    transferred = forms.BooleanField(label=_("已流转"), required=False)
    start = _day(_("取得日期"))
    stop = _day(_("终止日期"), required=False, hint=_("长期的留空。"))


class EndForm(forms.Form):
    """From when a record holds no longer, or that it should never have been."""

    day = _day(_("终止日期"), required=False, hint=_("从这一天起不再有效；登错撤除的留空。"))
    mistaken = forms.BooleanField(
        label=_("登错了，撤除这条记录"),
        required=False,
        help_text=_("撤除后不再计入任何统计，修改历史仍然保留。"),
    )
    why = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("例如：据县民政局6月名单。不写身份证号和电话。"),
        error_messages={"required": _("请写明依据。")},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("mistaken") and not said.get("day") and "day" not in self.errors:
            self.add_error("day", _("请填写终止日期；登错了的，勾选撤除。"))
        return said


FORMS: Mapping[str, type[RecordForm]] = {
    RecordKind.INSURANCE: InsuranceForm,
    RecordKind.ASSISTANCE: AssistanceForm,
    RecordKind.DISABILITY: DisabilityForm,
    RecordKind.MONITORING: MonitoringForm,
    RecordKind.MEASURE: MeasureForm,
    RecordKind.LAND: LandForm,
}
