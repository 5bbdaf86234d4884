"""One's own account: who I am here, password, second factor, sessions, lent duties, language, size of the text."""

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts import actions
from anju.accounts.codes import ROLES
from anju.accounts.forms import CodeForm, LendForm, PasswordForm
from anju.accounts.models import Delegation, Desk
from anju.accounts.pages import StaffRequest, factor_missing
from anju.kernel.refused import Refused
from anju.ui.parts import Fact
from anju.ui.tables import Address, Cell, Column, Table
from anju.ui.words import said

TEXT_COOKIE, LARGE = "anju_text", "large"
YEAR = 365 * 24 * 3600
INVALID = 422
SECRET = "second factor to be proved"  # noqa: S105 - a key in the session, not a secret


def account(request: StaffRequest) -> HttpResponse:
    """Who I am here, where I am logged in, whose duties I do, who does mine."""
    user = request.user
    facts = [
        Fact(_("账号"), user.username),
        Fact(_("姓名"), user.display_name),
        Fact(_("岗位"), said(user.get_role_display()), hint=str(ROLES[user.role].sentence)),
        Fact(_("管辖范围"), str(user.place)),
        Fact(
            _("动态口令"),
            _("已启用") if user.totp_since else _("未启用"),
            tone="ok" if user.totp_since else "",
        ),
    ]
    if user.hat:
        facts.append(
            Fact(
                _("正在代办"), f"{user.hat.display_name}（{said(user.hat.get_role_display())}）", tone="info"
            )
        )
    lent = Delegation.objects.filter(owner=user).select_related("delegate")[:10]
    words = {
        "facts": facts,
        "desks": user.desks.all(),
        "here": request.session.get("desk"),
        "lent": lent,
        "lendings": user.lendings,
        "today": timezone.localdate(),
        "trail": [(_("总览"), "/"), (_("我的账号"), "")],
    }
    return TemplateResponse(request, "accounts/account.html", words)


def password(request: StaffRequest) -> HttpResponse:
    """A new password."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.change_password(
                user=request.user, password=form.cleaned_data["new"], by=request.user.username
            )
        except Refused as refusal:
            form.add_error("new", str(refusal))
        else:
            _only_here(request)
            messages.success(request, _("密码已修改，其他地方的登录已结束。"))
            return redirect("account")
    must = actions.password_is_old(request.user, timezone.localdate())
    words = {"form": form, "must": must, "trail": _trail(_("修改密码"))}
    return TemplateResponse(request, "accounts/password.html", words, status=INVALID if form.errors else 200)


def _only_here(request: StaffRequest) -> None:
    """Keep this session under a new key, end all others."""
    here = request.session.get("desk")
    for desk in list(request.user.desks.exclude(pk=here or 0)):
        actions.end_desk(user=request.user, desk=desk.pk, by=request.user.username)
    update_session_auth_hash(request, request.user)
    if here:
        actions.move_desk(user=request.user, desk=here, key=str(request.session.session_key))


def second_factor(request: StaffRequest) -> HttpResponse:
    """Set the second factor up: scan the picture, type the first code, keep the recovery codes."""
    user = request.user
    if user.totp_since:
        return TemplateResponse(request, "accounts/second_factor_on.html", {"trail": _trail(_("动态口令"))})
    secret = request.session.setdefault(SECRET, actions.new_secret())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = actions.begin_factor(
                user=user,
                secret=secret,
                code=form.cleaned_data["code"],
                at=timezone.now(),
                on=timezone.localdate(),
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SECRET]
            response = TemplateResponse(
                request, "accounts/recovery_codes.html", {"codes": codes, "trail": _trail(_("动态口令"))}
            )
            response.headers["Cache-Control"] = "no-store"
            return response
    words = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": segno.make(actions.provisioning(user, secret), error="m").svg_data_uri(scale=4),
        "must": factor_missing(user),
        "trail": _trail(_("动态口令")),
    }
    return TemplateResponse(
        request, "accounts/second_factor.html", words, status=INVALID if form.errors else 200
    )


@require_POST
def desk_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a session of one's own somewhere else."""
    actions.end_desk(user=request.user, desk=pk, by=request.user.username)
    messages.success(request, _("已结束该处登录。"))
    return redirect("account")


def lend(request: StaffRequest) -> HttpResponse:
    """Lend one's duties during a leave."""
    form = LendForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.lend(owner=request.user, **form.cleaned_data, on=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("委托已登记，到期自动收回。"))
            return redirect("account")
    words = {"form": form, "trail": _trail(_("委托代办"))}
    return TemplateResponse(request, "accounts/lend.html", words, status=INVALID if form.errors else 200)


@require_POST
def lend_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Take lent duties back."""
    actions.take_back(delegation=pk, owner=request.user, on=timezone.localdate())
    messages.success(request, _("委托已收回。"))
    return redirect("account")


@require_POST
def text_size(request: StaffRequest) -> HttpResponse:
    """Switch between usual and large text; the browser remembers."""
    response = redirect("account")
    large = LARGE if request.POST.get("size") == LARGE else ""
    response.set_cookie(TEXT_COOKIE, large, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def desk_table(desks: "list[Desk]") -> Table:
    """Sessions as a table (the administrator's page)."""
    columns = (
        Column("began", _("登录时间")),
        Column("seen", _("最近使用")),
        Column("address", _("来源地址")),
    )
    rows = [
        (
            Cell(f"{timezone.localtime(one.began_at):%Y-%m-%d %H:%M}"),
            Cell(f"{timezone.localtime(one.seen_at):%Y-%m-%d %H:%M}"),
            Cell(one.address or "—"),
        )
        for one in desks
    ]
    return Table(columns, rows, Address(""), caption=_("登录"), empty=_("现在没有登录。"))


def _trail(last: str) -> list[tuple[str, str]]:
    return [(_("总览"), "/"), (_("我的账号"), reverse("account")), (last, "")]
