"""Forms of the monthly round: the filter of a ledger, the change of a line, the reason of a return."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.forms import dressed
from anju.employment import codes
from anju.employment.actions import UNTOLD, LineChange
from anju.employment.queries.rounds import LineRow
from anju.kernel.money import fen_of_yuan, yuan_of_fen

ANY, CHOOSE = ("", gettext_lazy("不限")), ("", gettext_lazy("请选择"))
MOST_YUAN = 200_000  # a month's income above this is a slip of the pen
STOPPED, BEGAN, CHANGED, INCOME, OTHER = "stopped", "began", "changed", "income", "other"
WORKING = (
    (STOPPED, gettext_lazy("不再就业")), (CHANGED, gettext_lazy("换了工作")), (INCOME, gettext_lazy("收入或单位更正")),
    (OTHER, gettext_lazy("工作没变，只更新意愿和联系")),
)  # fmt: skip
IDLE = ((BEGAN, gettext_lazy("开始就业")), (OTHER, gettext_lazy("仍未就业，只更新原因、意愿和联系")))
YES_NO = (("", gettext_lazy("未问")), ("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))


class RoundFilterForm(forms.Form):
    """Filters of a ledger's lines; they live in the address."""

    q = forms.CharField(
        label=gettext_lazy("姓名或号码"), required=False, max_length=60,
        widget=forms.TextInput({"placeholder": gettext_lazy("姓名、拼音、身份证号、电话")}),
    )  # fmt: skip
    building = forms.ChoiceField(label=gettext_lazy("楼栋"), required=False)
    household = forms.CharField(label=gettext_lazy("户编号"), required=False, max_length=30)
    work = forms.ChoiceField(
        label=gettext_lazy("就业"),
        required=False,
        choices=(ANY, ("yes", gettext_lazy("已就业")), ("no", gettext_lazy("未就业"))),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("电话打通"), required=False,
        choices=(ANY, ("yes", gettext_lazy("打通")), ("no", gettext_lazy("电话未通"))),
    )  # fmt: skip

    def __init__(self, *args: Any, buildings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["building"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *buildings]
        dressed(self)

    def said(self, name: str) -> str:
        """The value of a valid field, else empty."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def in_use(self) -> list[str]:
        """Names of the filters in force."""
        return [name for name in self.fields if self.said(name)]


class ReturnForm(forms.Form):
    """Why a ledger goes back."""

    reason = forms.CharField(
        label=gettext_lazy("退回原因"),
        max_length=400,
        help_text=gettext_lazy(
            "写清哪些人、哪一项要改。例：6 号楼外出务工人员的月收入普遍缺填，请补齐。不要写身份证号和电话。"
        ),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("请写明退回原因，社区按它更正。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


@dataclass(frozen=True)
class Asked:
    """A field of a group, and the answers under which it is asked (`channel:public_post`)."""

    bound: BoundField
    when: str = ""


@dataclass(frozen=True)
class Group:
    """Fields that are asked together."""

    fields: Sequence[Asked]


JOB = (
    "channel", "post_kind", "work_place", "employer", "employer_nature", "address", "trade", "industry", "found_by",
    "point_to_point", "contract_months", "income", "post_subsidy", "pay_cycle_months",
)  # fmt: skip
WISH = ("reason", "wish", "planned_out", "wish_industry", "wish_employer")
BELONGS = (
    {"day": (STOPPED, BEGAN, CHANGED)}
    | dict.fromkeys(JOB, (BEGAN, CHANGED, INCOME))
    | dict.fromkeys(WISH, (STOPPED, OTHER))
)


class ChangeForm(forms.Form):
    """What changed for a person this month. Which questions belong to which answer stands in BELONGS."""

    LAYOUT: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("day", *JOB),
        WISH,
        ("training_wish", "reachable", "source"),
    )
    WHEN: ClassVar[dict[str, str]] = {
        "post_kind": "channel:public_post", "post_subsidy": "channel:public_post", "pay_cycle_months": "channel:public_post",
        "wish_industry": "planned_out:yes", "wish_employer": "planned_out:yes",
    }  # fmt: skip

    version = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label=gettext_lazy("有什么变化"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择有什么变化。")},
    )
    day = forms.DateField(
        label=gettext_lazy("变化日期"),
        required=False,
        help_text=gettext_lazy("第一天上班或第一天不上班，例：2021-08-16"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("就业途径"), required=False, choices=(CHOOSE, *codes.Channel.choices)
    )
    post_kind = forms.ChoiceField(
        label=gettext_lazy("公岗类型"), required=False, choices=(CHOOSE, *codes.PostKind.choices)
    )
    work_place = forms.ChoiceField(
        label=gettext_lazy("就业地域"), required=False, choices=(CHOOSE, *codes.WorkPlace.choices)
    )
    employer = forms.CharField(label=gettext_lazy("就业单位"), required=False, max_length=120)
    address = forms.CharField(
        label=gettext_lazy("就业地址"), required=False, max_length=120,
        widget=forms.TextInput({"placeholder": gettext_lazy("到县一级，例：江苏省常州市武进区")}),
    )  # fmt: skip
    trade = forms.CharField(label=gettext_lazy("岗位工种"), required=False, max_length=60)
    industry = forms.ChoiceField(
        label=gettext_lazy("所属行业"), required=False, choices=(CHOOSE, *codes.Industry.choices)
    )
    point_to_point = forms.ChoiceField(label=gettext_lazy("点对点输送"), required=False, choices=YES_NO)
    found_by = forms.ChoiceField(
        label=gettext_lazy("就业渠道"), required=False, choices=(CHOOSE, *codes.FoundBy.choices)
    )
    income = forms.DecimalField(
        label=gettext_lazy("月收入（元）"), required=False, min_value=Decimal(0), max_value=Decimal(MOST_YUAN), decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal", "placeholder": gettext_lazy("例：3200")}),
    )  # fmt: skip
    employer_nature = forms.ChoiceField(
        label=gettext_lazy("就业单位性质"), required=False, choices=(CHOOSE, *codes.EmployerNature.choices)
    )
    contract_months = forms.IntegerField(
        label=gettext_lazy("签订合同或协议（月）"), required=False, min_value=0, max_value=600
    )
    post_subsidy = forms.DecimalField(
        label=gettext_lazy("岗位补贴（元）"), required=False, min_value=Decimal(0), max_value=Decimal(MOST_YUAN), decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal"}),
    )  # fmt: skip
    pay_cycle_months = forms.IntegerField(
        label=gettext_lazy("工资发放周期（月）"), required=False, min_value=1, max_value=12
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("未就业原因"), required=False, choices=(CHOOSE, *codes.Reason.choices)
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("就业意愿"), required=False, choices=(CHOOSE, *codes.Wish.choices)
    )
    planned_out = forms.ChoiceField(label=gettext_lazy("打算外出务工"), required=False, choices=YES_NO)
    wish_industry = forms.CharField(label=gettext_lazy("想去的行业"), required=False, max_length=60)
    wish_employer = forms.CharField(
        label=gettext_lazy("想去的企业"), required=False, max_length=60,
        help_text=gettext_lazy("已联系好的写企业名称；还没有的留空。"),
    )  # fmt: skip
    training_wish = forms.ChoiceField(
        label=gettext_lazy("培训意愿"),
        required=False,
        choices=(("", gettext_lazy("不参加或未问")), *codes.TrainingKind.choices),
    )
    reachable = forms.ChoiceField(label=gettext_lazy("电话打通"), required=False, choices=YES_NO)
    source = forms.ChoiceField(
        label=gettext_lazy("怎么知道的"), choices=[CHOOSE, *((code.value, code.label) for code in codes.TOLD)],
        error_messages={"required": gettext_lazy("请选择怎么知道的：本人电话、入户、企业花名册或亲属。")},
    )  # fmt: skip

    def __init__(self, *args: Any, row: LineRow, **kwargs: Any) -> None:
        self.row = row
        kwargs["initial"] = _initial(row)
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(WORKING if row.job else IDLE)
        dressed(self)

    def blamed(self, name: str, sentence: str) -> "ChangeForm":
        """The form with what the ledger found wrong beside a field."""
        self.add_error(name, sentence)
        dressed(self)
        return self

    @property
    def whats(self) -> set[str]:
        """The answers that fit what the person does now."""
        return {code for code, _label in (WORKING if self.row.job else IDLE)}

    @property
    def groups(self) -> Iterator[Group]:
        """The questions in their order, with the answers that they belong to."""
        for names in self.LAYOUT:
            yield Group([Asked(self[name], self._when(name)) for name in names])

    def _when(self, name: str) -> str:
        belongs = f"what:{','.join(BELONGS[name])}" if name in BELONGS else ""
        return " ".join(filter(None, (belongs, self.WHEN.get(name, ""))))

    def clean(self) -> dict[str, Any]:
        """What an answer makes necessary must be there."""
        said = super().clean() or self.cleaned_data
        what = said.get("what", "")
        if what in {STOPPED, BEGAN, CHANGED} and not said.get("day") and "day" not in self.errors:
            self.add_error("day", _("请填日期，例：2021-08-16。"))
        if what in {BEGAN, CHANGED}:
            self._need("channel", _("请选择就业途径。"))
            self._need("work_place", _("请选择就业地域。"))
        if what == STOPPED:
            self._need("reason", _("请选择未就业原因。"))
        if said.get("channel") == codes.Channel.PUBLIC_POST and what in {BEGAN, CHANGED, INCOME}:
            self._need("post_kind", _("公益性岗位请选择公岗类型。"))
        wished = said.get("wish_employer")
        if said.get("planned_out") == "yes" and what in {STOPPED, OTHER} and not wished:
            self._need("wish_industry", _("打算外出的，请填想去的行业或企业（上级系统必查）。"))
        return said

    def _need(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    @property
    def change(self) -> LineChange:
        """What was said, without the answers to questions that do not belong to it: those count as not told."""
        said = self.cleaned_data
        asked = {
            name
            for names in self.LAYOUT
            for name in names
            if said["what"] in BELONGS.get(name, (said["what"],))
        }
        words = {name: said[name] for name in asked - _TRANSLATED}
        if words.get("channel") != codes.Channel.PUBLIC_POST:
            words = {
                name: value for name, value in words.items() if name not in {"post_kind", "pay_cycle_months"}
            }
            asked -= {"post_subsidy"}
        return LineChange(
            what=said["what"],
            income_fen=_fen(said["income"]) if "income" in asked else None,
            post_subsidy_fen=_fen(said["post_subsidy"]) if "post_subsidy" in asked else None,
            reachable=_truth(said["reachable"]),
            planned_out=said["planned_out"] == "yes" if "planned_out" in asked else UNTOLD,
            point_to_point=_truth(said["point_to_point"]) if "point_to_point" in asked else None,
            **words,
        )

    def shown(self, name: str) -> str:
        """What was typed into a field, as people read it."""
        typed = self[name].value()
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices = cast(Iterable[tuple[str, Any]], field.choices)  # flat lists, here
            return next((str(label) for code, label in choices if code and code == typed), "")
        return str(typed or "")


_TRANSLATED = {"income", "post_subsidy", "reachable", "planned_out", "point_to_point"}


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else fen_of_yuan(yuan)


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{yuan_of_fen(fen).normalize():f}"


def _truth(said: str) -> bool | None:
    return {"yes": True, "no": False}.get(said)


def _said(known: bool | None) -> str:
    return "" if known is None else "yes" if known else "no"


def _initial(row: LineRow) -> dict[str, Any]:
    """What stands in the ledger now."""
    names = ("version", "channel", "post_kind", "work_place", "employer", "address", "trade", "found_by", "reason", "wish",
             "wish_industry", "wish_employer", "training_wish", "industry", "employer_nature", "contract_months", "pay_cycle_months")  # fmt: skip
    known: dict[str, Any] = {name: getattr(row, name) for name in names}
    known["income"], known["post_subsidy"] = _yuan(row.income_fen), _yuan(row.post_subsidy_fen)
    known["reachable"] = _said(row.reachable)
    known["planned_out"] = "yes" if row.planned_out else ""
    known["point_to_point"] = _said(row.point_to_point)
    known["source"] = row.source if row.source in codes.TOLD else ""
    return known
