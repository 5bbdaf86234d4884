"""The one way into a page: log-in, right, scoped transaction, and the clear answer to what is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import password_is_old, see_desk
from anju.accounts.bodies import FORM, OPEN
from anju.accounts.codes import ROLES, Right, RoleName
from anju.accounts.hats import factor_wanted, wear
from anju.accounts.models import User
from anju.accounts.queries import desk_of
from anju.accounts.scope import Scope, acting
from anju.accounts.wishes import SecondWanted, needed
from anju.kernel.refused import Refused

FORBIDDEN, CONFLICT = 403, 409


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in and may see this page; `scope` is what they see."""

    user: User
    scope: Scope
    behalf: str


# Where somebody may go who has to change the password or set up the second factor first.
BEFORE = frozenset({"/account/password/", "/account/second-factor/"})
View = Callable[..., HttpResponse]


def page(view: Callable[..., HttpResponse], *, right: Right, largest: int = FORM) -> View:
    """Wrap a view: log-in and right first, then one transaction whose rows are those of the user's scope.

    `largest` is how many bytes it takes (`bodies`).

    A TemplateResponse is rendered inside the transaction, so that late queries are scoped as well. `Refused`
    rolls everything back and becomes a page with its sentence. `right` is read by the test of all addresses.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return _to_login(request)
        if (elsewhere := _first(request, user)) is not None:
            return elsewhere
        wear(request, user, timezone.localdate())
        if not user.may(right):
            return _forbidden(request, right)
        behalf = user.hat.username if user.hat else ""
        request.scope, request.behalf = user.scope, behalf  # type: ignore[attr-defined]  # makes it a StaffRequest
        why = f"{request.method} {request.path}"
        try:
            with acting(scope=user.scope, actor=user.username, why=why, behalf=behalf):
                return _rendered(view(request, *args, **kwargs))
        except SecondWanted as wanted:
            return _rendered(needed(request, wanted))
        except Refused as refusal:
            return _refused(request, refusal)

    return _declared(answer, right, largest)


def _first(request: HttpRequest, user: User) -> HttpResponse | None:
    """What comes before the page: the log-in when the session has run out, a new password, the second factor.

    Only sessions that the log-in made are held to it; a test that forces one in is not.
    """
    if "desk" not in getattr(request, "session", {}):
        return None
    now = timezone.now()
    desk = desk_of(request.session.session_key)
    if desk is None or not see_desk(desk=desk, at=now):
        logout(request)
        return _to_login(request, late=True)
    if request.path in BEFORE:
        return None
    if password_is_old(user, timezone.localdate(now)):
        return redirect("password")
    return redirect("second_factor") if factor_missing(user) else None


def factor_missing(user: User) -> bool:
    """Whether the user's own post needs a second factor, and there is none."""
    return not user.totp_since and factor_wanted(user)


def open_page(view: Callable[..., HttpResponse]) -> View:
    """Wrap a view that strangers may open: the log-in. It sees no rows, for it has no scope."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return _declared(answer, None, OPEN)


def _declared(answer: View, right: Right | None, largest: int) -> View:
    """Let the function carry its right, where the test of all addresses reads it, and how much it takes (`bodies`)."""
    vars(answer).update(right=right, largest=largest)
    return answer


def _rendered(response: HttpResponse) -> HttpResponse:
    return response.render() if isinstance(response, TemplateResponse) else response


def _to_login(request: HttpRequest, *, late: bool = False) -> HttpResponse:
    """To the log-in and back; a fragment that htmx asked for sends the whole page there.

    What was typed into a form comes back with the form (drafts.js), so a sent form leads back to its page.
    """
    back = request.get_full_path() if request.method == "GET" else came_from(request)
    if late:
        messages.warning(request, _("登录已超时，请重新登录。刚才填写的内容会保留在原来的页面。"))
    response: HttpResponse = redirect_to_login(back)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response


def came_from(request: HttpRequest) -> str:
    """The page from which a form was sent: ours, else the first page."""
    parts = urlsplit(request.headers.get("Referer", ""))
    ours = parts.netloc == request.get_host()
    return (f"{parts.path}?{parts.query}" if parts.query else parts.path) if ours and parts.path else "/"


def _forbidden(request: HttpRequest, right: Right) -> HttpResponse:
    posts = [RoleName(name).label for name, role in ROLES.items() if right in role.rights]
    words = {
        "heading": _("没有权限"),
        "tone": "warn",
        "sentence": _("您的岗位不能使用这一页。"),
        "remedy": _("可以使用的岗位：%(posts)s。需要时请联系县发改局系统管理员。")
        % {"posts": "、".join(map(str, posts))},
    }
    return TemplateResponse(request, "ui/refused.html", words, status=FORBIDDEN).render()


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    words = {
        "heading": _("没有办成"),
        "sentence": str(refusal),
        "remedy": _("没有任何数据被改动。"),
        "back": request.path,
    }
    return TemplateResponse(request, "ui/refused.html", words, status=CONFLICT).render()
