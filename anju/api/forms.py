"""Forms of systems."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.codes import RoleName
from anju.accounts.forms import chosen, dressed
from anju.accounts.scope import Scope
from anju.api.actions import ROLES
from anju.regions.queries import places_within


class SystemForm(forms.Form):
    """A new system: what it is called, who answers for it, as which post and where it acts."""

    name = forms.CharField(label=_("系统名称"), max_length=60, help_text=_("如：县大数据平台"))
    owner = forms.CharField(label=_("责任单位"), max_length=80, help_text=_("如：县政务服务和大数据局"))
    role = forms.ChoiceField(
        label=_("按哪个岗位"),
        choices=[(role.value, role.label) for role in ROLES],
        help_text=_("接口的权限与该岗位相同"),
    )
    place = forms.ChoiceField(label=_("管辖范围"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (place.code, f"{place.code} {place.name}") for place in places_within(scope.codes)
            ]
        for name in ("role", "place"):
            chosen(self.fields[name])
        dressed(self)

    def clean_role(self) -> RoleName:
        """The role as its member."""
        return RoleName(self.cleaned_data["role"])
