"""Filters of the lists. What cannot be right is left out of the question and said at the field."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.accounts.scope import Scope
from anju.employment.codes import Channel, WorkPlace
from anju.registry.codes import Labour, Programme, Sex
from anju.web.queries.county import sites_of, towns
from anju.web.queries.persons import PersonFilter

ANY = ("", _("不限"))
OLDEST = 130


class PersonFilterForm(forms.Form):
    """Filters of the person list; towns and sites are those of the viewer."""

    q = forms.CharField(
        label=_("姓名或号码"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"placeholder": _("姓名、拼音、身份证号、户编号")}),
    )
    town = forms.ChoiceField(label=_("镇"), required=False)
    site = forms.ChoiceField(label=_("安置区"), required=False)
    programme = forms.ChoiceField(label=_("搬迁项目"), required=False, choices=(ANY, *Programme.choices))
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=(ANY, *Sex.choices[1:3]))
    age_from = forms.IntegerField(label=_("年龄从"), required=False, min_value=0, max_value=OLDEST)
    age_to = forms.IntegerField(label=_("年龄到"), required=False, min_value=0, max_value=OLDEST)
    labour = forms.ChoiceField(label=_("劳动能力"), required=False, choices=(ANY, *Labour.choices))
    work = forms.ChoiceField(label=_("就业"), required=False)
    on = forms.DateField(
        label=_("在册日期"),
        required=False,
        help_text=_("查看过去某一天的名单，例如 2021-08-31。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town = str(self.data.get("town") or "") if str(self.data.get("town") or "").isdigit() else ""
        self._choices("town", [(place.code, place.name) for place in towns(scope)])
        self._choices("site", [(place.code, place.name) for place in sites_of(scope, town)])
        self._choices("work", _work_choices())
        dressed(self)

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *choices]

    @property
    def wanted(self) -> PersonFilter:
        """The filter that the valid fields say; a site outweighs its town."""
        self.is_valid()
        said = self.cleaned_data
        return PersonFilter(
            text=said.get("q", ""),
            place=said.get("site", "") or said.get("town", ""),
            programme=said.get("programme", ""),
            sex=said.get("sex", ""),
            age_from=said.get("age_from"),
            age_to=said.get("age_to"),
            labour=said.get("labour", ""),
            work=said.get("work", ""),
            past=said.get("on") is not None,
        )

    def day(self, today: date) -> date:
        """The day of the list: today, unless an earlier one is asked."""
        self.is_valid()
        asked: date | None = self.cleaned_data.get("on")
        return min(asked, today) if asked else today


def _work_choices() -> list[Any]:
    places = [("place:inside", _("省内")), *((f"place:{code}", label) for code, label in WorkPlace.choices)]
    return [
        ("yes", _("已就业")),
        ("no", _("未就业")),
        (_("就业地域"), places),
        (_("就业途径"), [(f"channel:{code}", label) for code, label in Channel.choices]),
    ]


class SiteFilterForm(forms.Form):
    """Filters of the site list."""

    town = forms.ChoiceField(label=_("镇"), required=False)
    kind = forms.ChoiceField(
        label=_("安置方式"),
        required=False,
        choices=(("", _("集中安置")), ("2", _("分散安置")), ("all", _("全部"))),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *((place.code, place.name) for place in towns(scope))]
        dressed(self)

    def said(self, name: str) -> str:
        """The value of a valid field, else empty."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def first_digit(self) -> str:
        """First digit of the settlement modes asked for; empty for all."""
        return {"": "1", "2": "2", "all": ""}[self.said("kind")]
