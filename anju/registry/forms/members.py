"""Changes of people: who comes, who leaves, what is other or was wrong about a member."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel.identity import normalise
from anju.registry import codes
from anju.registry.actions import Correction, NewPerson, State
from anju.registry.actions.people import same_name
from anju.registry.actions.spells import STATE
from anju.registry.forms.fields import BUT_HEAD, KEEP, NONE, day_field, head_field, number_field, phone_field
from anju.registry.forms.notice import ChangeForm, OfPersonForm, RelatedForm
from anju.registry.queries import known_member, spells_of
from anju.ui.templatetags.ui import day as shown_day
from anju.ui.words import said


class BirthForm(ChangeForm):
    """A child."""

    DAY = _("出生日期")
    name = forms.CharField(label=_("姓名"), max_length=40)
    id_number = number_field()
    relation = forms.ChoiceField(label=_("与户主关系"), choices=[NONE, *BUT_HEAD])

    @property
    def words(self) -> dict[str, Any]:
        said_ = self.cleaned_data
        return {"child": NewPerson(said_["name"], said_["id_number"]), "relation": said_["relation"]}


class LeavingForm(RelatedForm):
    """Somebody who died or married out."""

    person = forms.ChoiceField(label=_("人员"))
    head = head_field()

    def groups(self) -> list[tuple[int, Collection[int]]]:
        leaving, head = self.ticked("person"), self.chosen("head")
        return [(head, self.people - leaving)] if head and self.head_leaves(leaving) else []

    @property
    def words(self) -> dict[str, Any]:
        return {"person": self.picked("person"), "head": self.picked("head"), "relations": self.relations}


class DeathForm(LeavingForm):
    """Somebody who died."""

    DAY = _("死亡日期")


class MarriedOutForm(LeavingForm):
    """Somebody who married out, with those who go along."""

    along = forms.MultipleChoiceField(
        label=_("随同离开的成员"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("例如随嫁的子女；按迁出登记。没有的不选。"),
    )  # fmt: skip
    field_order = ("person", "along", "head")

    def groups(self) -> list[tuple[int, Collection[int]]]:
        leaving, head = self.ticked("person") | self.ticked("along"), self.chosen("head")
        return [(head, self.people - leaving)] if head and self.head_leaves(leaving) else []

    @property
    def words(self) -> dict[str, Any]:
        return super().words | {"along": [int(pk) for pk in self.cleaned_data["along"]]}


class MovedOutForm(RelatedForm):
    """Some or all members who leave."""

    persons = forms.MultipleChoiceField(
        label=_("迁出人员"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("全户迁出的，选择所有成员，本户随之注销。"),
    )
    head = head_field()

    def groups(self) -> list[tuple[int, Collection[int]]]:
        leaving, head = self.ticked("persons"), self.chosen("head")
        return [(head, self.people - leaving)] if head and self.head_leaves(leaving) else []

    @property
    def words(self) -> dict[str, Any]:
        return {
            "persons": [int(pk) for pk in self.cleaned_data["persons"]],
            "head": self.picked("head"),
            "relations": self.relations,
        }


class ComingForm(ChangeForm):
    """Somebody who comes: from outside, or from another household of the ledger (found by the number)."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    id_number = number_field()
    relation = forms.ChoiceField(label=_("与户主关系"), choices=[NONE, *BUT_HEAD])
    ethnicity = forms.ChoiceField(label=_("民族"), choices=codes.Ethnicity.choices)
    phone = phone_field()
    education = forms.ChoiceField(
        label=_("文化程度"), required=False, choices=[NONE, *codes.Education.choices]
    )
    student = forms.ChoiceField(
        label=_("在校生状况"), required=False, choices=[("", _("非在校生")), *codes.Student.choices]
    )
    health = forms.ChoiceField(label=_("健康状况"), choices=codes.Health.choices)
    labour = forms.ChoiceField(
        label=_("劳动技能"), choices=codes.Labour.choices, initial=codes.Labour.ORDINARY
    )
    political = forms.ChoiceField(
        label=_("政治面貌"), choices=codes.Political.choices, initial=codes.Political.MASSES
    )
    willing = forms.NullBooleanField(label=_("就业意愿"), required=False)

    @property
    def words(self) -> dict[str, Any]:
        said_ = self.cleaned_data
        known = known_member(normalise(said_["id_number"]))
        state = State(**{name: said_[name] for name in STATE})
        if known is not None:
            same_name(known.person, said_["name"])
            told = {"person": known.person_id, "phone": said_["phone"]}
            return told | {"relation": said_["relation"], "state": state}
        new = NewPerson(said_["name"], said_["id_number"], said_["ethnicity"], said_["phone"])
        return {"person": new, "relation": said_["relation"], "state": state}


class StateForm(OfPersonForm):
    """What is other from a day on."""

    education = forms.ChoiceField(
        label=_("文化程度"), required=False, choices=[NONE, *codes.Education.choices]
    )
    student = forms.ChoiceField(
        label=_("在校生状况"), required=False, choices=[("", _("非在校生")), *codes.Student.choices]
    )
    health = forms.ChoiceField(label=_("健康状况"), choices=codes.Health.choices)
    labour = forms.ChoiceField(label=_("劳动技能"), choices=codes.Labour.choices)
    political = forms.ChoiceField(label=_("政治面貌"), choices=codes.Political.choices)
    willing = forms.NullBooleanField(label=_("就业意愿"), required=False)

    def _known(self) -> dict[str, Any]:
        return {name: getattr(self.member, name) for name in STATE} if self.member else {}

    @property
    def words(self) -> dict[str, Any]:
        return {"person": self.who, "state": {name: self.cleaned_data[name] for name in STATE}}


class TodayForm(ChangeForm):
    """A correction: it is recorded today and holds for days past."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget = forms.HiddenInput()

    def _known(self) -> dict[str, Any]:
        return {"day": self.on}


class OfPersonTodayForm(TodayForm, OfPersonForm):
    """A correction of one member."""


class CorrectForm(OfPersonTodayForm):
    """What was recorded wrongly; what is left empty stays."""

    PAPERS = "corrected_identity"
    name = forms.CharField(label=_("姓名"), required=False, max_length=40)
    id_number = number_field(required=False)
    phone = phone_field()
    no_phone = forms.BooleanField(label=_("没有联系电话（清除原有号码）"), required=False)
    ethnicity = forms.ChoiceField(label=_("民族"), required=False, choices=[KEEP, *codes.Ethnicity.choices])
    relation = forms.ChoiceField(label=_("与户主关系"), required=False, choices=[KEEP, *BUT_HEAD])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].help_text = _("更正姓名、身份证号、民族的，%(wanted)s") % {
            "wanted": self.fields["evidence"].help_text
        }
        if self.member:
            person = self.member.person
            for name, shown in (
                ("name", person.name_masked),
                ("id_number", person.id_masked),
                ("phone", person.phone_masked),
            ):
                self.fields[name].help_text = _("现为 %(value)s；不更正的留空。") % {"value": shown or "—"}

    @property
    def words(self) -> dict[str, Any]:
        said_ = {name: value for name, value in self.cleaned_data.items() if value}
        phone = "" if self.cleaned_data["no_phone"] else said_.get("phone")
        correction = Correction(
            name=said_.get("name"), id_number=said_.get("id_number"), ethnicity=said_.get("ethnicity"), phone=phone,
            relation=said_.get("relation"),
        )  # fmt: skip
        return {"person": self.who, "correction": correction}


class DatesForm(OfPersonTodayForm):
    """A day of the roster that was recorded wrongly."""

    was = forms.ChoiceField(
        label=_("登错的日期"), help_text=_("这一天开始或结束的在户记录会一起改到正确的日期。")
    )
    now = day_field(_("正确的日期"))
    together = forms.BooleanField(
        label=_("本户同一天的其他成员一并更正"),
        required=False,
        help_text=_("全家搬迁、迁出、户主变更的日期登错时勾选；本户的搬迁日期也随之更正。"),
    )

    def _offered(self) -> dict[str, Any]:
        return {**super()._offered(), "was": [NONE, *self._days()]}

    def _days(self) -> list[tuple[str, str]]:
        """Each day on which something began or ended for the member, with what it was."""
        what: dict[date, list[str]] = {}
        for spell in spells_of(self.who or 0, self.household.pk):
            what.setdefault(spell.start, []).append(said(spell.get_start_reason_display()))
            if spell.stop:
                what.setdefault(spell.stop, []).append(said(spell.get_stop_reason_display()))
        days = {day: "、".join(dict.fromkeys(words)) for day, words in sorted(what.items())}
        return [(day.isoformat(), f"{shown_day(day)} {words}") for day, words in days.items()]

    @property
    def words(self) -> dict[str, Any]:
        said_ = self.cleaned_data
        was = forms.DateField().clean(said_["was"])
        return {"person": self.who, "was": was, "now": said_["now"], "together": said_["together"]}


class OldNumberForm(OfPersonTodayForm):
    """A number that somebody had before."""

    number = forms.CharField(
        label=_("旧身份证号"), max_length=40, help_text=_("15位旧号，或换号前的18位号码。"),
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("旧号来源"), max_length=80, help_text=_("例如：1998年户口簿、原搬迁名单。")
    )

    @property
    def words(self) -> dict[str, Any]:
        return {
            "person": self.who,
            "number": self.cleaned_data["number"],
            "source": self.cleaned_data["source"],
        }
