"""Forms of the year's targets."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anju.accounts.forms import dressed
from anju.indicators.catalogue import Catalogue
from anju.indicators.figures import tidy
from anju.indicators.forms import TASKS, Dressed
from anju.plans.actions import Wanted
from anju.plans.codes import Sense
from anju.plans.models import Goal
from anju.ui.templatetags.ui import chinese

EARLIEST = 2001
STATES = (
    ("", gettext_lazy("全部")),
    ("short", gettext_lazy("未达到")),
    ("met", gettext_lazy("已达到")),
    ("open", gettext_lazy("没有结账数")),
)


class GoalsForm(forms.Form):
    """Which targets are listed."""

    year = forms.ChoiceField(label=gettext_lazy("年度"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("范围"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)

    def __init__(
        self, *args: Any, years: Sequence[int], places: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["place"].choices = [("", _("全部")), *places]  # type: ignore[attr-defined]  # a ChoiceField
        dressed(self)


class GoalForm(forms.Form):
    """What a figure is to reach. Of a target that stands only value, direction and document change."""

    code = forms.ChoiceField(label=gettext_lazy("指标"))
    place = forms.ChoiceField(label=gettext_lazy("范围"))
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=EARLIEST, max_value=2100)
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
        self, data: Any, *, known: Catalogue, places: Sequence[tuple[str, str]], held: Goal | None
    ) -> None:
        initial: dict[str, Any] = {"year": timezone.localdate().year}
        if held:
            initial = {name: getattr(held, name) for name in ("code", "year", "sense", "document")}
            initial |= {"place": held.place_id, "value": tidy(held.value, 4)}
        super().__init__(data, initial=initial)
        groups: dict[str, list[tuple[str, str]]] = {}
        for item in known:
            groups.setdefault(str(TASKS[item.task]), []).append(
                (item.code, item.name_zh if chinese() else item.name_en)
            )
        self.fields["code"].choices = list(groups.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
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
