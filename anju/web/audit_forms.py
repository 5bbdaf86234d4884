"""Filters of the auditor's lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.forms import dressed
from anju.audit.models import Act, Operation
from anju.ui.words import said
from anju.web.audit_words import target_asked
from anju.web.queries.audit import Wanted

ANY = ("", _("不限"))


class AuditFilterForm(forms.Form):
    """By whom, what, when, on what; a wrong word is said at its field and left out of the question."""

    actor = forms.CharField(
        label=_("操作人"), required=False, max_length=150, help_text=_("账号，例如 chenjing")
    )
    kind = forms.ChoiceField(label=_("事项"), required=False)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput({"type": "date"}))
    target = forms.CharField(
        label=_("对象"), required=False, max_length=200, help_text=_("例如 人员 12 或 户 7")
    )
    person = forms.IntegerField(label=_("人员编号"), required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, kinds: type[Act] | type[Operation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *((value, said(label)) for value, label in kinds.choices)]
        dressed(self)

    @property
    def wanted(self) -> Wanted:
        """The filter that the valid fields say."""
        self.is_valid()
        held = self.cleaned_data
        return Wanted(
            actor=held.get("actor", ""),
            kind=held.get("kind", ""),
            since=held.get("since"),
            until=held.get("until"),
            target=target_asked(held.get("target", "")),
            person=held.get("person"),
        )
