"""What every form of a change has: the day, the reason, the document, and the version of the household on the page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.kernel.refused import Refused
from anju.registry.actions import About, Evidence
from anju.registry.actions.evidence import LARGEST
from anju.registry.codes import Relation
from anju.registry.forms.fields import BUT_HEAD, NONE, called, day_field, evidence_field
from anju.registry.models import Household, Membership
from anju.registry.queries.evidence import needed
from anju.registry.queries.kin import proposed

NOTHING: Mapping[str, Any] = {}
LAST = ("reason", "evidence", "later", "version")
DERIVED = ("", _("自动推出"))


class ChangeForm(forms.Form):
    """The notice of a change. A form reads what was typed; `words` are the arguments of the action.

    `told` are values to begin with, where somebody went on from a form that was filled in in part.
    """

    DAY: Any = _("变动日期")
    PAPERS = ""
    day = day_field(_("变动日期"))
    reason = forms.CharField(
        label=_("变动原因"),
        max_length=200,
        help_text=_("例如：据死亡医学证明。不写身份证号和电话。"),
        error_messages={"required": _("请写明变动原因。")},
    )
    evidence = evidence_field()
    later = forms.CharField(
        label=_("材料后补"),
        required=False,
        max_length=200,
        help_text=_("材料暂时拿不到的，写明原因，例如：证件在派出所办理。之后在这次变动的页面补交。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        household: Household,
        members: Sequence[Membership],
        on: date,
        person: int | None,
        kind: str = "",
        told: Mapping[str, Any] = NOTHING,
        **kwargs: Any,
    ) -> None:
        self.household, self.members, self.on, self.who = household, members, on, person
        kwargs["initial"] = {"version": household.version, "person": person, **self._known(), **told}
        super().__init__(*args, **kwargs)
        self.fields["day"].label = self.DAY
        self._say_papers(self.PAPERS or kind)
        self._add_fields()
        for name, choices in self._offered().items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
        order = [name for name in self.fields if name not in ("day", *LAST)]
        self.order_fields([*order[:1], "day", *order[1:], *LAST])
        dressed(self)  # asks for errors, so everything must be offered by now

    def _say_papers(self, entry: str) -> None:
        """Which document the change needs; where it needs none, nothing can come later."""
        wanted = needed(entry, self.on) if entry else ""
        if wanted:
            self.fields["evidence"].help_text = _(
                "需要：%(papers)s。PDF、JPG 或 PNG，不超过10MB；可直接拍照。"
            ) % {"papers": wanted}
        else:
            del self.fields["later"]

    def _known(self) -> dict[str, Any]:
        return {}

    def _add_fields(self) -> None:
        """Fields that depend on the household."""

    def _offered(self) -> dict[str, Sequence[Any]]:
        people = [(str(member.person_id), called(member, self.on)) for member in self.members]
        return {
            "person": [NONE, *people],
            "persons": people,
            "along": people,
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
        """The notice as the action takes it."""
        said_ = self.cleaned_data
        evidence = read(said_["evidence"]) if said_.get("evidence") else None
        return About(said_["day"], said_["version"], said_["reason"], evidence, said_.get("later", ""))

    @property
    def words(self) -> dict[str, Any]:
        """Arguments of the action besides household, about, by, on."""
        return {}

    derives = False
    """Whether relations to another head follow, so that they may be looked at and said better."""

    @property
    def related(self) -> list[forms.BoundField]:
        """The fields that say how members stand to a new head."""
        return []

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is asked of the change itself."""
        apart = {*LAST, *(field.name for field in self.related)}
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def grounds(self) -> list[forms.BoundField]:
        """Why, and by which document."""
        return [field for field in self.visible_fields() if field.name in LAST]

    def picked(self, name: str) -> int | None:
        """The member chosen in a field."""
        return int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None

    def chosen(self, name: str) -> int | None:
        """The member chosen in a field of what was sent, whether or not the rest is complete."""
        return next((pk for pk in self.ticked(name)), None)

    def ticked(self, name: str) -> set[int]:
        """The members chosen in a field of what was sent."""
        sent = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return {member.person_id for member in self.members if str(member.person_id) in sent}


class OfPersonForm(ChangeForm):
    """A change of one member, chosen before the form opened."""

    @property
    def member(self) -> Membership | None:
        """The membership of the person whom the form is about."""
        return next((member for member in self.members if member.person_id == self.who), None)


class RelatedForm(ChangeForm):
    """A change after which members stand to another head: the relations follow from before, and may be said better."""

    derives = True

    def _add_fields(self) -> None:
        for member in self.relatives():
            self.fields[f"relation_{member.person_id}"] = forms.ChoiceField(
                label=called(member, self.on), required=False, choices=[DERIVED, *BUT_HEAD]
            )

    def relatives(self) -> Sequence[Membership]:
        """Whose relation may change."""
        return self.members

    @property
    def related(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("relation_")]

    def groups(self) -> list[tuple[int, Collection[int]]]:
        """Each new head with those who stand to it from now on, as far as what was sent says."""
        return []

    def derived(self) -> dict[int, str]:
        """How everybody concerned stands to the new head, as it follows from before."""
        found: dict[int, str] = {}
        for head, within in self.groups():
            found |= proposed(self.members, head, within)
        return found

    @property
    def sent(self) -> dict[str, Any]:
        """What was sent, as values to begin with."""
        data: Any = self.data
        return {
            name: data.getlist(name) if isinstance(field, forms.MultipleChoiceField) else data.get(name)
            for name, field in self.fields.items()
            if name in data
        }

    @property
    def prefill(self) -> dict[str, str]:
        """The derived relations as values of the fields."""
        return {f"relation_{person}": relation for person, relation in self.derived().items()}

    def clean(self) -> dict[str, Any]:
        """A relation is said only of those for whom there is another head."""
        said_: dict[str, Any] = super().clean() or {}
        concerned = self.derived()
        for member in self.relatives():
            name = f"relation_{member.person_id}"
            if said_.get(name) and member.person_id not in concerned:
                self.add_error(name, _("此人的户主没有变化，这里不用选。原关系登错的，请登记更正。"))
        return said_

    @property
    def relations(self) -> dict[int, str]:
        """What was said of relations, by person."""
        return {
            member.person_id: self.cleaned_data[f"relation_{member.person_id}"]
            for member in self.relatives()
            if self.cleaned_data.get(f"relation_{member.person_id}")
        }

    @property
    def people(self) -> set[int]:
        """Everybody in the household."""
        return {member.person_id for member in self.members}

    def head_leaves(self, leaving: Collection[int]) -> bool:
        """Whether the head is among those who leave."""
        return any(member.person_id in leaving for member in self.members if member.relation == Relation.HEAD)


class RevertForm(forms.Form):
    """Why a change is taken back, and the version of the household on the page."""

    why = forms.CharField(
        label=_("撤销原因"), max_length=200, min_length=2, help_text=_("例如：登记到了另一户。不写身份证号和电话。"),
        error_messages={"required": _("请写明撤销的原因。")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class SupplyForm(forms.Form):
    """The document that was to come later."""

    evidence = evidence_field(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    @property
    def given(self) -> Evidence:
        """The file as it was sent."""
        return read(self.cleaned_data["evidence"])


def read(file: Any) -> Evidence:
    """A file as it was sent; one that is too large is not even read."""
    if file.size > LARGEST:
        raise Refused("佐证材料超过10MB。请压缩图片或拆分后再上传。")
    return Evidence(file.name, file.read())
