"""The log-in in one or two steps, and the way out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anju.accounts import actions, identity
from anju.accounts.forms import CodeForm, SignInForm
from anju.accounts.looks import address_of
from anju.accounts.models import User
from anju.kernel.refused import Refused

WAITING, PATIENCE = "log-in waits for a code", 300  # key in the session; seconds
BACK = "where the identity service's log-in leads"
INVALID, REFUSED = 422, 403


def _next(request: HttpRequest) -> str:
    """Where the log-in leads: only to a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL


def sign_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; who has a second factor goes on to its page."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.sign_in(**form.cleaned_data, at=timezone.now(), address=address_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_password(request, user, _next(request))
    return _page(request, form, status=INVALID if form.errors else 200)


def _page(request: HttpRequest, form: SignInForm, *, status: int) -> HttpResponse:
    words = {"form": form, "next": _next(request), "service": identity.name()}
    return TemplateResponse(request, "accounts/login.html", words, status=status)


def service(request: HttpRequest) -> HttpResponse:
    """To the county's identity service; 404 where none is set."""
    if not identity.name():
        raise Http404
    if request.user.is_authenticated:
        return redirect(_next(request))
    try:
        answer = identity.begin(request, request.build_absolute_uri(reverse("login_service_back")))
    except Refused as refusal:
        return _refused(request, refusal)
    request.session[BACK] = _next(request)
    return answer


def service_back(request: HttpRequest) -> HttpResponse:
    """From the service: its word stands for the password, everything after that is as with one."""
    if not identity.name():
        raise Http404
    back = request.session.pop(BACK, settings.LOGIN_REDIRECT_URL)
    try:
        username = identity.finish(request)
        user = actions.sign_in_as(username=username, at=timezone.now(), address=address_of(request))
    except Refused as refusal:
        return _refused(request, refusal)
    return _after_password(request, user, back)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return _page(request, SignInForm(), status=REFUSED)


def _after_password(request: HttpRequest, user: User, back: str) -> HttpResponse:
    if not user.totp_since:
        return _enter(request, user, second_factor=False, back=back)
    request.session.cycle_key()  # nobody else knows the session that waits
    request.session[WAITING] = {"user": user.pk, "at": timezone.now().timestamp(), "next": back}
    return redirect("login_code")


def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the phone, or one for a lost phone."""
    waiting = request.session.get(WAITING)
    now = timezone.now()
    if not waiting or now.timestamp() - waiting["at"] > PATIENCE:
        request.session.pop(WAITING, None)
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        user = User.objects.get(pk=waiting["user"])
        try:
            actions.prove_factor(
                user=user, code=form.cleaned_data["code"], at=now, address=address_of(request)
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            back = waiting["next"]
            request.session.pop(WAITING)
            return _enter(request, user, second_factor=True, back=back)
    return TemplateResponse(
        request, "accounts/login_code.html", {"form": form}, status=INVALID if form.errors else 200
    )


def _enter(request: HttpRequest, user: User, *, second_factor: bool, back: str) -> HttpResponse:
    """Begin the session under a key of its own: one that was known before the log-in opens nothing."""
    language = request.session.get("_language")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.cycle_key()
    if language:
        request.session["_language"] = language
    desk = actions.begin_desk(
        user=user, key=str(request.session.session_key), address=address_of(request), second_factor=second_factor,
        at=timezone.now(),
    )  # fmt: skip
    request.session["desk"] = desk.pk
    return redirect(back)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    user, desk = request.user, request.session.get("desk")
    if isinstance(user, User) and desk:
        actions.leave_desk(user=user, desk=desk)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
