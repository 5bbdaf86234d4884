"""Forms of accounts."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from anju.accounts.codes import RoleName
from anju.accounts.models import User
from anju.accounts.passwords import Composition
from anju.accounts.queries import colleagues
from anju.accounts.scope import Scope
from anju.kernel.refused import Refused
from anju.regions.queries import places_within


def dressed(form: forms.BaseForm) -> None:
    """Give each field the look of the page kit; browsers tell readers of errors by `aria-invalid`."""
    for name, field in form.fields.items():
        if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs.setdefault("class", "input")
        if name in form.errors:
            field.widget.attrs.setdefault("aria-invalid", "true")


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Do it, and say whether it was done; a refusal becomes the first line above the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("账号"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = Composition().get_help_text()
        dressed(self)

    def clean_old(self) -> str:
        """The present password must be right."""
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("现在的密码不正确。"))
        return old

    def clean_again(self) -> str:
        """Both must be the same."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("两次输入的新密码不一致。"))
        return again


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("动态口令"), max_length=20,
        help_text=_("手机应用上显示的 6 位数字；手机不在身边时输入一个恢复码。"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class UserForm(forms.Form):
    """An account: what the administrator decides about it."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    role = forms.ChoiceField(label=_("岗位"), choices=RoleName.choices)
    place = forms.ChoiceField(label=_("管辖范围"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (place.code, f"{place.code} {place.name}") for place in places_within(scope.codes)
            ]
        dressed(self)


class NewUserForm(UserForm):
    """A new account with its name for the log-in."""

    username = forms.CharField(
        label=_("账号"), max_length=60, help_text=_("登录时输入，建成后不能改。例：wangli")
    )
    field_order = ("username", "display_name", "role", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "place"):
            chosen(self.fields[name])


def chosen(field: forms.Field) -> None:
    """Nothing is chosen before somebody chooses: what gives rights has no first line."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("请选择")), *cast(Iterable[tuple[str, Any]], field.choices)]


class UserFilterForm(forms.Form):
    """Filters of the accounts."""

    q = forms.CharField(label=_("账号或姓名"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("岗位"), required=False, choices=(("", _("不限")), *RoleName.choices))
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=(("", _("不限")), ("open", _("使用中")), ("shut", _("已停用"))),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def said(self, name: str) -> str:
        """The value of a valid field, else empty."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class LendForm(forms.Form):
    """Lending one's duties."""

    delegate = forms.ModelChoiceField(label=_("代办人"), queryset=User.objects.none())
    start = forms.DateField(label=_("从"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    stop = forms.DateField(
        label=_("到（含当天）"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最长三个月"),
    )
    reason = forms.CharField(label=_("事由"), max_length=200, help_text=_("例：年休假、外出培训"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegate"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues(user)
        dressed(self)


class AskForm(forms.Form):
    """Why a second person should agree."""

    why = forms.CharField(label=_("申请事由"), max_length=200, help_text=_("例：县人社局核对就业数据"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class DecideForm(forms.Form):
    """The second person's word."""

    remark = forms.CharField(label=_("审批意见"), required=False, max_length=200, help_text=_("不同意时必填"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)
