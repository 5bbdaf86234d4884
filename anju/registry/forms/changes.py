"""One form for each kind of change. A form reads what was typed; `words` are the arguments of the action."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.kernel.identity import age_on, normalise
from anju.kernel.refused import Refused
from anju.registry import codes
from anju.registry.actions import About, Correction, Evidence, NewPerson, State
from anju.registry.actions.evidence import LARGEST
from anju.registry.actions.spells import STATE
from anju.registry.codes import ChangeKind, Relation
from anju.registry.models import Household, Membership
from anju.registry.queries import flat_at, household_numbered, known_member
from anju.ui.words import said

NONE = ("", _("请选择"))
KEEP = ("", _("不变"))
BUT_HEAD = [(code, label) for code, label in Relation.choices if code != Relation.HEAD]


def day_field(label: Any) -> forms.DateField:
    """A day, by keyboard or picker."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=_("例如 2021-09-06。"), widget=widget)


def number_field(*, required: bool = True) -> forms.CharField:
    """An identity number, pasted in any of the usual ways."""
    words = {"inputmode": "text", "autocomplete": "off", "placeholder": "610926 19850506 0011"}
    return forms.CharField(
        label=_("身份证号"), required=required, max_length=40, help_text=_("18位，可带空格。"),
        widget=forms.TextInput(words),
    )  # fmt: skip


def phone_field() -> forms.CharField:
    """A phone, optional."""
    return forms.CharField(
        label=_("联系电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )


def called(member: Membership, on: date) -> str:
    """A member as a choice: masked, told apart by relation, sex and age."""
    person = member.person
    words = (person.name_masked, said(member.get_relation_display()), said(person.get_sex_display()))
    return f"{' · '.join(words)} · {age_on(person.birth_date, on)}"


class ChangeForm(forms.Form):
    """What every notice has: the day, the reason, evidence, and the version of the household on the page."""

    DAY: Any = _("变动日期")
    day = day_field(_("变动日期"))
    reason = forms.CharField(
        label=_("变动原因"),
        required=False,
        max_length=200,
        help_text=_("例如：据死亡医学证明。不写身份证号和电话。"),
    )
    evidence = forms.FileField(
        label=_("佐证材料"),
        required=False,
        help_text=_("PDF、JPG 或 PNG，不超过10MB；可直接拍照。"),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        household: Household,
        members: Sequence[Membership],
        on: date,
        person: int | None,
        **kwargs: Any,
    ) -> None:
        self.household, self.members, self.on, self.who = household, members, on, person
        kwargs["initial"] = {"version": household.version, "person": person, **self._known()}
        super().__init__(*args, **kwargs)
        self.fields["day"].label = self.DAY
        for name, choices in self._offered().items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
        order = [name for name in self.fields if name not in ("day", "reason", "evidence", "version")]
        self.order_fields([*order[:1], "day", *order[1:], "reason", "evidence", "version"])
        dressed(self)  # asks for errors, so everything must be offered by now

    def _known(self) -> dict[str, Any]:
        return {}

    def _offered(self) -> dict[str, Sequence[Any]]:
        people = [(str(member.person_id), called(member, self.on)) for member in self.members]
        return {
            "person": [NONE, *people],
            "persons": people,
            "head": [NONE, *people],
            "remaining_head": [NONE, *people],
        }

    def clean_day(self) -> date:
        """Nothing is recorded before it has happened."""
        day: date = self.cleaned_data["day"]
        if day > self.on:
            raise forms.ValidationError(_("不能晚于今天。"))
        return day

    @property
    def about(self) -> About:
        """The notice as the action takes it; a file that is too large is not even read."""
        said_ = self.cleaned_data
        file = said_.get("evidence")
        if file and file.size > LARGEST:
            raise Refused("佐证材料超过10MB。请压缩图片或拆分后再上传。")
        evidence = Evidence(file.name, file.read()) if file else None
        return About(said_["day"], said_["version"], said_["reason"], evidence)

    @property
    def words(self) -> dict[str, Any]:
        """Arguments of the action besides household, about, by, on."""
        return {}

    def picked(self, name: str) -> int | None:
        """The member chosen in a field."""
        return int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None


def head_field(label: Any = None) -> forms.ChoiceField:
    """The next head, where one is needed."""
    return forms.ChoiceField(
        label=label or _("新户主"),
        required=False,
        help_text=_("离开的是户主时必选；其余成员与新户主的关系自动推出。"),
    )


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


class LeavingForm(ChangeForm):
    """Somebody who died or married out."""

    person = forms.ChoiceField(label=_("人员"))
    head = head_field()

    @property
    def words(self) -> dict[str, Any]:
        return {"person": self.picked("person"), "head": self.picked("head")}


class DeathForm(LeavingForm):
    """Somebody who died."""

    DAY = _("死亡日期")


class MovedOutForm(ChangeForm):
    """Some or all members who leave."""

    persons = forms.MultipleChoiceField(
        label=_("迁出人员"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("全户迁出的，选择所有成员，本户随之注销。"),
    )
    head = head_field()

    @property
    def words(self) -> dict[str, Any]:
        return {"persons": [int(pk) for pk in self.cleaned_data["persons"]], "head": self.picked("head")}


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
            if known.person.name != said_["name"].strip():
                raise Refused("这个身份证号在台账中是另一个姓名。请核对姓名和身份证号。")
            return {"person": known.person_id, "relation": said_["relation"], "state": state}
        new = NewPerson(said_["name"], said_["id_number"], said_["ethnicity"], said_["phone"])
        return {"person": new, "relation": said_["relation"], "state": state}


class RehouseForm(ChangeForm):
    """Where the household moves."""

    DAY = _("搬移日期")
    place = forms.ChoiceField(label=_("安置区"))
    building = forms.CharField(
        label=_("楼栋"), required=False, max_length=20, help_text=_("例如 1号楼；不分配住房的留空。")
    )
    unit = forms.CharField(label=_("单元"), required=False, max_length=10)
    room = forms.CharField(label=_("房号"), required=False, max_length=10)
    address = forms.CharField(
        label=_("目前具体地址"), required=False, max_length=120, help_text=_("不变的留空。")
    )

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.sites = sites
        super().__init__(*args, **kwargs)

    def _offered(self) -> dict[str, Sequence[Any]]:
        return {**super()._offered(), "place": self.sites}

    def _known(self) -> dict[str, Any]:
        return {"place": self.household.place_id}

    @property
    def words(self) -> dict[str, Any]:
        said_ = self.cleaned_data
        flat = None
        if said_["building"].strip():
            found = flat_at(said_["place"], said_["building"], said_["unit"], said_["room"])
            if found is None:
                raise Refused("这个安置区没有这套住房。请核对楼栋、单元和房号。")
            flat = found.pk
        return {"place": said_["place"], "flat": flat, "address": said_["address"].strip() or None}


class SplitForm(ChangeForm):
    """Who goes, and who heads either household."""

    DAY = _("分户日期")
    persons = forms.MultipleChoiceField(label=_("分出的人员"), widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label=_("新户的户主"))
    remaining_head = head_field(_("原户的新户主"))
    number = forms.CharField(
        label=_("新户编号"), required=False, max_length=20, help_text=_("留空则在原户编号后加序号。")
    )

    @property
    def words(self) -> dict[str, Any]:
        return {
            "persons": [int(pk) for pk in self.cleaned_data["persons"]],
            "head": self.picked("head"),
            "remaining_head": self.picked("remaining_head"),
            "number": self.cleaned_data["number"],
        }


class MergeForm(ChangeForm):
    """The household that joins this one."""

    DAY = _("并户日期")
    number = forms.CharField(
        label=_("并入的户编号"), max_length=20, help_text=_("该户全部成员并入本户，该户随之注销。")
    )
    relation = forms.ChoiceField(
        label=_("该户户主与本户户主的关系"),
        choices=[NONE, *BUT_HEAD],
        help_text=_("该户其他成员先记为“其他”，并户后可逐人更正。"),
    )

    @property
    def words(self) -> dict[str, Any]:
        other = household_numbered(self.cleaned_data["number"])
        if other is None:
            raise Refused("没有这个户编号的在册户，或不在您的管辖范围内。请核对户编号。")
        heads = other.memberships.filter(stop__isnull=True, relation=Relation.HEAD).values_list(
            "person", flat=True
        )
        return {"other": other.pk, "relations": dict.fromkeys(heads, self.cleaned_data["relation"])}


class HeadForm(ChangeForm):
    """Another head."""

    head = forms.ChoiceField(label=_("新户主"), help_text=_("其余成员与新户主的关系自动推出，可随后更正。"))

    @property
    def words(self) -> dict[str, Any]:
        return {"head": self.picked("head")}


class OfPersonForm(ChangeForm):
    """A change of one member, chosen before the form opened."""

    @property
    def member(self) -> Membership | None:
        """The membership of the person whom the form is about."""
        return next((member for member in self.members if member.person_id == self.who), None)


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


class CorrectForm(OfPersonForm):
    """What was recorded wrongly; what is left empty stays."""

    name = forms.CharField(label=_("姓名"), required=False, max_length=40)
    id_number = number_field(required=False)
    phone = phone_field()
    no_phone = forms.BooleanField(label=_("没有联系电话（清除原有号码）"), required=False)
    ethnicity = forms.ChoiceField(label=_("民族"), required=False, choices=[KEEP, *codes.Ethnicity.choices])
    relation = forms.ChoiceField(label=_("与户主关系"), required=False, choices=[KEEP, *BUT_HEAD])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget = forms.HiddenInput()
        if self.member:
            person = self.member.person
            for name, shown in (
                ("name", person.name_masked),
                ("id_number", person.id_masked),
                ("phone", person.phone_masked),
            ):
                self.fields[name].help_text = _("现为 %(value)s；不更正的留空。") % {"value": shown or "—"}

    def _known(self) -> dict[str, Any]:
        return {"day": self.on}

    @property
    def words(self) -> dict[str, Any]:
        said_ = {name: value for name, value in self.cleaned_data.items() if value}
        phone = "" if self.cleaned_data["no_phone"] else said_.get("phone")
        correction = Correction(
            name=said_.get("name"), id_number=said_.get("id_number"), ethnicity=said_.get("ethnicity"), phone=phone,
            relation=said_.get("relation"),
        )  # fmt: skip
        return {"person": self.who, "correction": correction}


FORMS: dict[str, type[ChangeForm]] = {
    ChangeKind.BIRTH: BirthForm,
    ChangeKind.DEATH: DeathForm,
    ChangeKind.MARRIED_IN: ComingForm,
    ChangeKind.MARRIED_OUT: LeavingForm,
    ChangeKind.MOVED_IN: ComingForm,
    ChangeKind.MOVED_OUT: MovedOutForm,
    ChangeKind.REHOUSED: RehouseForm,
    ChangeKind.SPLIT: SplitForm,
    ChangeKind.MERGED: MergeForm,
    ChangeKind.HEAD: HeadForm,
    ChangeKind.STATE: StateForm,
    ChangeKind.CORRECTED: CorrectForm,
}
