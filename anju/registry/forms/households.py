"""Changes of a household as a whole: where it lives, who belongs to it, what holds of it, its certificates."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel.refused import Refused
from anju.registry import codes
from anju.registry.actions import HouseholdCorrection
from anju.registry.codes import Relation
from anju.registry.forms.fields import BUT_HEAD, NONE, head_field
from anju.registry.forms.members import TodayForm
from anju.registry.forms.notice import ChangeForm, RelatedForm
from anju.registry.models import Membership
from anju.registry.queries import flat_at, household_members, household_numbered
from anju.registry.queries.kin import taken_in
from anju.registry.queries.standing import allocation_of, certificates_of
from anju.ui.templatetags.ui import day as shown_day

HIDDEN = "••••••"
AMENDED = ("programme", "category", "mode", "household_class")


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


class SplitForm(RelatedForm):
    """Who goes, and who heads either household."""

    DAY = _("分户日期")
    persons = forms.MultipleChoiceField(label=_("分出的人员"), widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label=_("新户的户主"))
    remaining_head = head_field(_("原户的新户主"))
    number = forms.CharField(
        label=_("新户编号"), required=False, max_length=20, help_text=_("留空则在原户编号后加序号。")
    )

    def groups(self) -> list[tuple[int, Collection[int]]]:
        going, head, remaining = self.ticked("persons"), self.chosen("head"), self.chosen("remaining_head")
        found: list[tuple[int, Collection[int]]] = [(head, going)] if head in going and head else []
        if remaining and self.head_leaves(going):
            found.append((remaining, self.people - going))
        return found

    @property
    def words(self) -> dict[str, Any]:
        going = {int(pk) for pk in self.cleaned_data["persons"]}
        told = self.relations
        return {
            "persons": sorted(going),
            "head": self.picked("head"),
            "relations": {person: relation for person, relation in told.items() if person in going},
            "remaining_head": self.picked("remaining_head"),
            "remaining_relations": {
                person: relation for person, relation in told.items() if person not in going
            },
            "number": self.cleaned_data["number"],
        }


class MergeForm(RelatedForm):
    """The household that joins this one."""

    DAY = _("并户日期")
    number = forms.CharField(
        label=_("并入的户编号"), max_length=20, help_text=_("该户全部成员并入本户，该户随之注销。")
    )
    relation = forms.ChoiceField(
        label=_("该户户主与本户户主的关系"),
        choices=[NONE, *BUT_HEAD],
        help_text=_("该户其他成员与本户户主的关系由此推出，可在下面核对。"),
    )

    def relatives(self) -> Sequence[Membership]:
        """Everybody who joins, once the household is told; its head is asked for above."""
        return [member for member in self._joining() if member.relation != Relation.HEAD]

    def _joining(self) -> list[Membership]:
        number = self.data.get("number") or self.initial.get("number") or ""
        other = household_numbered(number) if number.strip() else None
        return household_members(other.pk) if other else []

    def derived(self) -> dict[int, str]:
        link = self.data.get("relation", "")
        if link not in Relation.values or not self.members:
            return {}
        heads = {one.person_id for one in self._joining() if one.relation == Relation.HEAD}
        told = taken_in(link, self.members[0], self._joining())
        return {person: relation for person, relation in told.items() if person not in heads}

    @property
    def words(self) -> dict[str, Any]:
        other = household_numbered(self.cleaned_data["number"])
        if other is None:
            raise Refused("没有这个户编号的在册户，或不在您的管辖范围内。请核对户编号。")
        heads = [one.person_id for one in self._joining() if one.relation == Relation.HEAD]
        return {
            "other": other.pk,
            "relations": self.relations | dict.fromkeys(heads, self.cleaned_data["relation"]),
        }


class HeadForm(RelatedForm):
    """Another head."""

    head = forms.ChoiceField(label=_("新户主"), help_text=_("其余成员与新户主的关系在下面核对。"))

    def groups(self) -> list[tuple[int, Collection[int]]]:
        head = self.chosen("head")
        return [(head, self.people)] if head else []

    @property
    def words(self) -> dict[str, Any]:
        return {"head": self.picked("head"), "relations": self.relations}


class HouseholdForm(ChangeForm):
    """What holds of the household from a day on."""

    household_class = forms.ChoiceField(label=_("户类型"), choices=codes.HouseholdClass.choices)
    mode = forms.ChoiceField(label=_("安置方式"), choices=codes.Mode.choices)
    address = forms.CharField(label=_("目前具体地址"), required=False, max_length=120)
    lives_there = forms.BooleanField(
        label=_("实际入住"), required=False, help_text=_("有分配住房的户，入住情况在住房页面登记核查。")
    )

    def _known(self) -> dict[str, Any]:
        return {name: getattr(self.household, name) for name in ("household_class", "mode", "lives_there")}

    def _add_fields(self) -> None:
        held = self.household.address
        self.fields["address"].help_text = _("现为 %(value)s；不变的留空。") % {
            "value": HIDDEN if held else "—"
        }
        if allocation_of(self.household.pk, self.on):
            del self.fields["lives_there"]

    @property
    def words(self) -> dict[str, Any]:
        state = {name: self.cleaned_data[name] for name in ("household_class", "mode", "lives_there")
                 if name in self.fields}  # fmt: skip
        address = self.cleaned_data["address"].strip()
        return {"state": state | ({"address": address} if address else {})}


class AmendForm(TodayForm):
    """What was recorded wrongly of the household; what is left as it is stays."""

    programme = forms.ChoiceField(label=_("搬迁项目"), choices=codes.Programme.choices)
    category = forms.ChoiceField(label=_("搬迁类别"), choices=codes.Category.choices)
    mode = forms.ChoiceField(label=_("安置方式"), choices=codes.Mode.choices)
    household_class = forms.ChoiceField(label=_("户类型"), choices=codes.HouseholdClass.choices)
    origin = forms.CharField(label=_("迁出地"), required=False, max_length=80)
    origin_code = forms.CharField(
        label=_("迁出地代码"), required=False, max_length=12, widget=forms.TextInput({"inputmode": "numeric"})
    )
    address = forms.CharField(label=_("目前具体地址"), required=False, max_length=120)

    def _known(self) -> dict[str, Any]:
        return super()._known() | {name: getattr(self.household, name) for name in AMENDED}

    def _add_fields(self) -> None:
        for name in ("origin", "origin_code", "address"):
            held = HIDDEN if getattr(self.household, name) else "—"
            self.fields[name].help_text = _("现为 %(value)s；不更正的留空。") % {"value": held}

    @property
    def words(self) -> dict[str, Any]:
        said_ = {name: self.cleaned_data[name] for name in AMENDED}
        said_ |= {name: self.cleaned_data[name] or None for name in ("origin", "origin_code", "address")}
        return {"correction": HouseholdCorrection(**said_)}


REGISTER, REPLACE, END, TRANSFER = "register", "replace", "end", "transfer"


class CertificateForm(ChangeForm):
    """A certificate registered, replaced, cancelled or transferred."""

    DAY = _("登记日期")
    act = forms.ChoiceField(
        label=_("办理事项"),
        choices=(
            (REGISTER, _("首次登记")),
            (REPLACE, _("换发新证")),
            (TRANSFER, _("转移给另一户")),
            (END, _("注销")),
        ),
    )
    certificate = forms.ChoiceField(
        label=_("原证"), required=False, help_text=_("换发、转移、注销的，选原来的证。")
    )
    number = forms.CharField(
        label=_("不动产权证号"), required=False, max_length=60, help_text=_("新证的证号；注销的不填。")
    )
    other = forms.CharField(
        label=_("转入的户编号"), required=False, max_length=20, help_text=_("只在转移时填。")
    )

    def _offered(self) -> dict[str, Sequence[Any]]:
        held = certificates_of(self.household.pk, self.on)
        known = [(str(one.pk), f"{one.number}（{shown_day(one.issued_on)}）") for one in held]
        return {**super()._offered(), "certificate": [NONE, *known]}

    def clean(self) -> dict[str, Any]:
        """Each matter has what it needs."""
        said_: dict[str, Any] = super().clean() or {}
        act = said_.get("act")
        if act in (REPLACE, END, TRANSFER) and not said_.get("certificate"):
            self.add_error("certificate", _("请选择原证。"))
        if act in (REGISTER, REPLACE, TRANSFER) and not said_.get("number"):
            self.add_error("number", _("请填写不动产权证号。"))
        if act == TRANSFER and not said_.get("other"):
            self.add_error("other", _("请填写转入的户编号。"))
        return said_

    @property
    def act_asked(self) -> str:
        """What is to be done."""
        return str(self.cleaned_data["act"])

    @property
    def words(self) -> dict[str, Any]:
        said_ = self.cleaned_data
        held = int(said_["certificate"]) if said_["certificate"] else None
        if said_["act"] == END:
            return {"certificate": held}
        if said_["act"] != TRANSFER:
            return {"number": said_["number"], "replaces": held if said_["act"] == REPLACE else None}
        other = household_numbered(said_["other"])
        if other is None:
            raise Refused("没有这个户编号的在册户，或不在您的管辖范围内。请核对户编号。")
        return {"certificate": held, "other": other.pk, "number": said_["number"]}
