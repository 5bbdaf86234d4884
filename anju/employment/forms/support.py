"""Forms of what the labour system asks for beside the job; amounts are typed in yuan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.employment.codes import SchoolRegion, SupportKind
from anju.employment.queries.support import Support, businesses_of
from anju.kernel.money import fen_of_yuan, yuan_of_fen
from anju.ui.templatetags.ui import day

MOST = Decimal(2_000_000)
YES_NO = (("", _("未填")), ("yes", _("是")), ("no", _("否")))


def _yuan(label: Any, **words: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=words.pop("required", False), min_value=Decimal(0), max_value=MOST, decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal"}), **words,
    )  # fmt: skip


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class SupportForm(forms.Form):
    """A record beside the job. A field that ends in `_fen` is shown and typed in yuan; YES_NO fields are three-valued."""

    def __init__(self, *args: Any, person: int, record: Support | None = None, **kwargs: Any) -> None:
        if record is not None:
            kwargs["initial"] = self._standing(record)
        super().__init__(*args, **kwargs)
        self.version = record.version if record else 0
        self.of_person(person)
        dressed(self)

    def of_person(self, person: int) -> None:
        """Choices that depend on the person."""

    def _standing(self, record: Support) -> dict[str, Any]:
        return {name: _shown(name, getattr(record, name)) for name in self.base_fields}

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the ledger holds it."""
        return {name: self._stored(name, value) for name, value in self.cleaned_data.items()}

    def _stored(self, name: str, value: Any) -> Any:
        if name.endswith("_fen"):
            return None if value is None else fen_of_yuan(value)
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and field.choices == list(YES_NO):
            return {"yes": True, "no": False}.get(value)
        return value


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_fen") and value is not None:
        return f"{yuan_of_fen(value).normalize():f}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class SchoolingForm(SupportForm):
    """A technical school."""

    school = forms.CharField(label=_("技校名称"), max_length=80, help_text=_("例如 安康市技工学校。"))
    address = forms.CharField(label=_("技校地址"), max_length=120, required=False)
    region = forms.ChoiceField(
        label=_("技校区域"), required=False, choices=(("", _("未填")), *SchoolRegion.choices)
    )
    major = forms.CharField(label=_("专业"), max_length=60, required=False)
    years = forms.IntegerField(label=_("学年制（年）"), required=False, min_value=1, max_value=9)
    start = _day(_("入学日期"), required=True)
    stop = _day(_("毕业日期"), help_text=_("还在读的不填。"))
    hired_on = _day(_("毕业后就业日期"))
    sushan = forms.ChoiceField(label=_("苏陕协作"), required=False, choices=YES_NO)
    grant_fen = _yuan(_("助学金（元）"))
    yulu_fen = _yuan(_("雨露计划补贴（元）"))
    free = forms.ChoiceField(label=_("免学费"), required=False, choices=YES_NO)


class SubsidyForm(SupportForm):
    """Subsidies of a year."""

    year = forms.IntegerField(label=_("年度"), min_value=2016, max_value=2999, help_text=_("例如 2021。"))
    internship_fen = _yuan(_("就业见习补贴（元）"))
    seeking_fen = _yuan(_("求职补贴（元）"))
    transport_fen = _yuan(_("转移就业交通补贴（元）"))
    startup_fen = _yuan(_("创业补贴（元）"))


class LoanForm(SupportForm):
    """A start-up loan."""

    amount_fen = _yuan(_("贷款金额（元）"), required=True)
    start = _day(_("发放日期"), required=True)
    stop = _day(_("结清日期"), help_text=_("还没有结清的不填。"))


class HiringForm(SupportForm):
    """Whom a business gives work."""

    job_id = forms.TypedChoiceField(
        label=_("创业项目"), coerce=int, help_text=_("没有可选项的，请先在月度台账中登记“自主创业”。")
    )
    counted_on = _day(_("统计日期"), required=True)
    hired = forms.IntegerField(label=_("带动就业人数"), min_value=0, max_value=100_000)
    hired_lifted = forms.IntegerField(label=_("带动贫困劳动力人数"), min_value=0, max_value=100_000)

    def of_person(self, person: int) -> None:
        """Only the person's own businesses."""
        field = self.fields["job_id"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [
                (job.pk, _named(job.trade, job.employer, job.start)) for job in businesses_of(person)
            ]


def _named(trade: str, employer: str, start: date) -> str:
    return " · ".join(filter(None, (employer, trade, day(start))))


SUPPORT_FORMS: Mapping[str, type[SupportForm]] = {
    SupportKind.SCHOOLING: SchoolingForm, SupportKind.SUBSIDY: SubsidyForm, SupportKind.LOAN: LoanForm,
    SupportKind.HIRING: HiringForm,
}  # fmt: skip
