"""Fields that several forms of the registry share, and how a member is called in a choice."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.kernel.identity import age_on
from anju.registry.codes import Relation
from anju.registry.models import Membership
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


def evidence_field(*, required: bool = False) -> forms.FileField:
    """A scan or a photo."""
    return forms.FileField(
        label=_("佐证材料"), required=required, help_text=_("PDF、JPG 或 PNG，不超过10MB；可直接拍照。"),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip


def called(member: Membership, on: date) -> str:
    """A member as a choice: masked, told apart by relation, sex and age."""
    person = member.person
    words = (person.name_masked, said(member.get_relation_display()), said(person.get_sex_display()))
    return f"{' · '.join(words)} · {age_on(person.birth_date, on)}"


def head_field(label: Any = None) -> forms.ChoiceField:
    """The next head, where one is needed."""
    return forms.ChoiceField(
        label=label or _("新户主"),
        required=False,
        help_text=_("离开的是户主时必选；其余成员与新户主的关系在下面核对。"),
    )
