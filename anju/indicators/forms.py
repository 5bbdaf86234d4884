"""Forms of the figures' pages: searching the catalogue, composing a definition, closing a month, comparing."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.forms import dressed
from anju.indicators import actions, builder
from anju.indicators.actions import Composed
from anju.indicators.builder import Condition, Group, Incomplete
from anju.indicators.catalogue import Better, Catalogue, IndicatorKind, Task
from anju.indicators.datasets import DATASETS
from anju.indicators.figures import tidy
from anju.kernel.facts import Dataset, Kind
from anju.plans.actions import Wanted
from anju.plans.codes import Sense
from anju.plans.models import Goal
from anju.ui.templatetags.ui import chinese

TASKS: dict[Task, Promise] = {
    Task.MANAGEMENT: gettext_lazy("管理服务"),
    Task.EMPLOYMENT: gettext_lazy("产业就业"),
    Task.RIGHTS: gettext_lazy("权益保障"),
    Task.SERVICES: gettext_lazy("公共服务"),
    Task.GOVERNANCE: gettext_lazy("社会治理"),
}
KINDS: dict[IndicatorKind, Promise] = {
    IndicatorKind.STOCK: gettext_lazy("时点数"),
    IndicatorKind.FLOW: gettext_lazy("时期数"),
    IndicatorKind.RATIO: gettext_lazy("比率"),
}
BETTER: dict[Better, Promise] = {
    Better.HIGHER: gettext_lazy("越高越好"),
    Better.LOWER: gettext_lazy("越低越好"),
    Better.NEUTRAL: gettext_lazy("不评价高低"),
}
UNITS = ("人", "户", "个", "件", "次", "亩", "㎡", "元", "月", "%")
MEASURES: dict[str, Promise] = {
    "count": gettext_lazy("计数：有多少"),
    "sum": gettext_lazy("合计：一栏数字加起来"),
    "ratio": gettext_lazy("比率：两个指标相除"),
}
MOST_GROUPS, MOST_CONDITIONS = 5, 12
EARLIEST_YEAR, LATEST_YEAR = 2001, 2100
GOAL_STATES = (
    ("", gettext_lazy("全部")),
    ("short", gettext_lazy("未达到")),
    ("met", gettext_lazy("已达到")),
    ("open", gettext_lazy("没有结账数")),
)
_NONE = gettext_lazy("请选择")


def _named(dataset: Dataset) -> str:
    return dataset.zh if chinese() else dataset.en


def _offer(form: forms.Form, name: str, found: Iterable[Any]) -> None:
    """What a choice offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(found)


class Dressed(forms.Form):
    """A form whose fields wear the page kit's clothes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class SearchForm(Dressed):
    """Which definitions are listed."""

    q = forms.CharField(label=gettext_lazy("名称、口径或代码"), required=False, max_length=60)
    task = forms.ChoiceField(
        label=gettext_lazy("任务"), required=False, choices=[("", gettext_lazy("全部")), *TASKS.items()]
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("来源"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            ("shipped", gettext_lazy("随程序提供")),
            ("own", gettext_lazy("本县编制")),
        ],
    )


class ComposeForm(forms.Form):
    """What an officer says about an indicator, apart from its conditions (`Conditions`)."""

    name = forms.CharField(label=gettext_lazy("指标名称"), max_length=40)
    task = forms.ChoiceField(label=gettext_lazy("所属任务"), choices=list(TASKS.items()))
    measure = forms.ChoiceField(label=gettext_lazy("怎么算"), choices=list(MEASURES.items()))
    dataset = forms.ChoiceField(label=gettext_lazy("数据"), required=False)
    key = forms.ChoiceField(label=gettext_lazy("按什么计数"), required=False)
    column = forms.ChoiceField(label=gettext_lazy("合计哪一栏"), required=False)
    top = forms.ChoiceField(label=gettext_lazy("分子"), required=False)
    bottom = forms.ChoiceField(label=gettext_lazy("分母"), required=False)
    breakdown = forms.ChoiceField(label=gettext_lazy("按哪一栏分列"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=[(one, one) for one in UNITS])
    decimals = forms.IntegerField(
        label=gettext_lazy("小数位数"), min_value=0, max_value=4, initial=0, required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("数的性质"), choices=list(KINDS.items()))
    better = forms.ChoiceField(
        label=gettext_lazy("高低评价"), choices=list(BETTER.items()), initial=Better.NEUTRAL
    )
    definition = forms.CharField(
        label=gettext_lazy("口径说明"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一句话说清楚数的是谁、哪一天、什么条件。例：当日年满65周岁的搬迁人口。"),
    )
    owner = forms.CharField(label=gettext_lazy("责任单位"), max_length=60)
    legal_basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=120,
        help_text=gettext_lazy("文件名称、文号；没有文件的写“本县工作需要”。"),
    )
    since = forms.DateField(
        label=gettext_lazy("启用日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    why = forms.CharField(label=gettext_lazy("编制（修改）理由"), max_length=400)

    def __init__(self, *args: Any, known: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self._choices("dataset", sorted((name, _named(one)) for name, one in DATASETS.items()))
        counted = [(one.code, one.name_zh if chinese() else one.name_en) for one in known if one.counted]
        self._choices("top", counted)
        self._choices("bottom", counted)
        dataset = self.asked_dataset()
        columns = list(dataset.columns.items()) if dataset else []
        label = [(name, fact.zh if chinese() else fact.en) for name, fact in columns]
        keys = list(actions.countable(dataset)) if dataset else []
        self._choices("key", [(name, words) for name, words in self._keys(dataset, keys)])
        numbers = {name for name, fact in columns if fact.kind in (Kind.INT, Kind.DECIMAL)} - set(keys)
        self._choices("column", [one for one in label if one[0] in numbers])
        coded = {name for name, fact in columns if fact.choices or fact.kind is Kind.BOOL}
        self._choices("breakdown", [one for one in label if one[0] in coded], empty=_("不分列"))
        dressed(self)

    def _choices(self, name: str, found: Iterable[tuple[str, Any]], empty: str | Promise = _NONE) -> None:
        _offer(self, name, [("", empty), *found])

    @staticmethod
    def _keys(dataset: Dataset | None, keys: Sequence[str]) -> list[tuple[str, str]]:
        """What may be counted, in words."""
        words = {"person": _("人"), "household": _("户"), "site": _("安置区"), "community": _("社区")}
        if dataset is None:
            return []
        return [(key, words.get(dataset.keys[key], _("记录条数"))) for key in keys]

    def asked_dataset(self) -> Dataset | None:
        """The dataset that is chosen so far."""
        return DATASETS.get(str(self["dataset"].value() or ""))

    def clean(self) -> dict[str, Any]:
        """What belongs to the chosen measure must be there."""
        held = super().clean() or {}
        wanted = {"count": ("dataset", "key"), "sum": ("dataset", "column"), "ratio": ("top", "bottom")}
        for name in wanted.get(str(held.get("measure")), ()):
            if not held.get(name) and name not in self.errors:
                self.add_error(name, _("请选择。"))
        if held.get("measure") == "ratio" and held.get("breakdown"):
            held["breakdown"] = ""
        return held

    def composed(self, conditions: "Conditions") -> Composed:
        """What was composed; raises Incomplete where a condition is."""
        held = self.cleaned_data
        where = {"where": conditions.text()} if held["measure"] != "ratio" else {}
        counted, summed = held["measure"] == "count", held["measure"] == "sum"
        return Composed(
            name=held["name"], unit=held["unit"], task=held["task"], definition=held["definition"], owner=held["owner"],
            legal_basis=held["legal_basis"], better=held["better"], kind=held["kind"],
            members={"of": held["dataset"], "key": held["key"], **where} if counted else {},
            total={"of": held["dataset"], "column": held["column"], **where} if summed else {},
            ratio=(held["top"], held["bottom"]) if held["measure"] == "ratio" else None,
            decimals=held["decimals"] or 0, breakdown=held["breakdown"],
        )  # fmt: skip


class Conditions:
    """The conditions as they come from the page: groups of lines, `c-0-1-column`, `-operator`, `-value`."""

    def __init__(self, groups: Sequence[Group], dataset: Dataset | None) -> None:
        self.groups, self.dataset = list(groups), dataset

    @classmethod
    def posted(cls, data: QueryDict, dataset: Dataset | None) -> "Conditions":
        """What was sent; lines without a column are left out, columns of another dataset too."""
        groups = [
            tuple(cls._lines(data, group, dataset))
            for group in range(MOST_GROUPS)
            if f"c-{group}-0-column" in data
        ]
        return cls(groups, dataset)

    @staticmethod
    def _lines(data: QueryDict, group: int, dataset: Dataset | None) -> Iterable[Condition]:
        for line in range(MOST_CONDITIONS):
            name = f"c-{group}-{line}"
            column = data.get(f"{name}-column", "")
            if dataset and column in builder.askable(dataset):
                operators = builder.operators_of(dataset.columns[column])
                operator = data.get(f"{name}-operator", "")
                values = tuple(value for value in data.getlist(f"{name}-value") if value.strip())
                yield Condition(column, operator if operator in operators else str(operators[0]), values)

    def text(self) -> str:
        """The predicate; raises Incomplete."""
        return builder.write([group for group in self.groups if group], self.dataset) if self.dataset else ""

    @property
    def problem(self) -> str:
        """What is missing, empty when nothing is."""
        try:
            self.text()
        except Incomplete as error:
            return str(error)
        return ""


class CloseForm(Dressed):
    """Closing a month: words where figures disagree, a reason where it is closed already."""

    accepted = forms.CharField(
        label=gettext_lazy("校验不符的说明"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("核实无误、确属实情的，写明原因。例：两个安置区自治组织正在选举，尚未成立。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("更正原因"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("原结账保留不变，另存为新版本；两个数同时可查。"),
    )


class DifferForm(Dressed):
    """Another office's figure, or its list."""

    theirs = forms.DecimalField(
        label=gettext_lazy("对方的数"), required=False, max_digits=16, decimal_places=4, min_value=Decimal(0)
    )
    names = forms.CharField(
        label=gettext_lazy("对方的名单"),
        required=False,
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "从对方的 Excel 中复制含身份证号的行粘贴到这里，一行一人；只用于这次比对，不保存。"
        ),
    )

    def clean(self) -> dict[str, Any]:
        """One of both."""
        held = super().clean() or {}
        if held.get("theirs") is None and not held.get("names") and not self.errors:
            raise forms.ValidationError(_("请填写对方的数，或粘贴对方的名单。"))
        return held


def first_of_next(closed: date | None, today: date) -> date:
    """The first day on which a changed definition may hold: after the last closed month."""
    if closed is None:
        return today.replace(day=1)
    return date(closed.year + closed.month // 12, closed.month % 12 + 1, 1)


class GoalsForm(forms.Form):
    """Which targets are listed."""

    year = forms.ChoiceField(label=gettext_lazy("年度"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("范围"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=GOAL_STATES)

    def __init__(
        self, *args: Any, years: Sequence[int], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "year", [(str(year), str(year)) for year in years])
        _offer(self, "place", [("", _("全部")), *places])
        dressed(self)


class GoalForm(forms.Form):
    """What a figure is to reach. Of a target that stands only value, direction and document change."""

    code = forms.ChoiceField(label=gettext_lazy("指标"))
    place = forms.ChoiceField(label=gettext_lazy("范围"))
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    sense = forms.ChoiceField(label=gettext_lazy("要求"), choices=Sense.choices)
    value = forms.DecimalField(
        label=gettext_lazy("目标值"),
        min_value=0,
        max_digits=16,
        decimal_places=4,
        help_text=gettext_lazy("单位与指标相同；比率填百分数，例：95。"),
    )
    document = forms.CharField(label=gettext_lazy("依据文件"), max_length=80)
    why = forms.CharField(label=gettext_lazy("修改理由"), max_length=400)

    def __init__(
        self, data: Any, *, known: Catalogue, places: Sequence[tuple[str, str]], held: Goal | None, year: int
    ) -> None:
        initial: dict[str, Any] = {"year": year}
        if held:
            initial = {name: getattr(held, name) for name in ("code", "year", "sense", "document")}
            initial |= {"place": held.place_id, "value": tidy(held.value, 4)}
        super().__init__(data, initial=initial)
        groups: dict[str, list[tuple[str, str]]] = {}
        for item in known:
            groups.setdefault(str(TASKS[item.task]), []).append(
                (item.code, item.name_zh if chinese() else item.name_en)
            )
        if held and held.code not in known:  # of an indicator that is no longer used
            groups[""] = [(held.code, held.code)]
        _offer(self, "code", [("", _NONE), *groups.items()])
        _offer(self, "place", [("", _NONE), *places])
        if held:
            for name in ("code", "place", "year"):
                self.fields[name].disabled = True
        else:
            del self.fields["why"]
        dressed(self)

    def said(self) -> dict[str, Any]:
        """What the action takes, but for who acts."""
        held = self.cleaned_data
        return {
            "place": held["place"],
            "year": held["year"],
            "code": held["code"],
            "wanted": Wanted(Sense(held["sense"]), held["value"], held["document"]),
            "why": held.get("why", ""),
        }


class DropForm(Dressed):
    """Why a target is taken away."""

    why = forms.CharField(label=gettext_lazy("撤销理由"), max_length=400)
