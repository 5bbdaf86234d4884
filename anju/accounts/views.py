"""Log-in, log-out, one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anju.accounts import actions
from anju.accounts.codes import ROLES
from anju.accounts.forms import PasswordForm, SignInForm
from anju.accounts.pages import StaffRequest
from anju.kernel.refused import Refused
from anju.ui.parts import Fact
from anju.ui.words import said

TEXT_COOKIE, LARGE = "anju_text", "large"
YEAR = 365 * 24 * 3600


def _next(request: HttpRequest) -> str:
    """Where the log-in leads: only to a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL


def sign_in(request: HttpRequest) -> HttpResponse:
    """The log-in page."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.sign_in(**form.cleaned_data, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user)
            return redirect(_next(request))
    status = 422 if form.errors else 200
    return TemplateResponse(
        request, "accounts/login.html", {"form": form, "next": _next(request)}, status=status
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def account(request: StaffRequest) -> HttpResponse:
    """One's own account: who I am here, language, size of the text, password."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.change_password(
                user=request.user, password=form.cleaned_data["new"], by=request.user.username
            )
        except Refused as refusal:
            form.add_error("new", str(refusal))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已修改。"))
            return redirect("account")
    user = request.user
    facts = [
        Fact(_("账号"), user.username),
        Fact(_("姓名"), user.display_name),
        Fact(_("岗位"), said(user.get_role_display()), hint=str(ROLES[user.role].sentence)),
        Fact(_("管辖范围"), str(user.place)),
    ]
    words = {"form": form, "facts": facts, "trail": [(_("总览"), "/"), (_("我的账号"), "")]}
    return TemplateResponse(request, "accounts/account.html", words, status=422 if form.errors else 200)


@require_POST
def text_size(request: StaffRequest) -> HttpResponse:
    """Switch between usual and large text; the browser remembers."""
    response = redirect("account")
    large = LARGE if request.POST.get("size") == LARGE else ""
    response.set_cookie(TEXT_COOKIE, large, max_age=YEAR, samesite="Lax", httponly=True)
    return response
