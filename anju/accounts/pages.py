"""The one way into a page: log-in, right, scoped transaction, and the clear answer to what is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from anju.accounts.codes import ROLES, Right, RoleName
from anju.accounts.models import User
from anju.accounts.scope import Scope, acting
from anju.kernel.refused import Refused

FORBIDDEN, CONFLICT = 403, 409


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in and may see this page; `scope` is what they see."""

    user: User
    scope: Scope


View = Callable[..., HttpResponse]


def page(view: Callable[..., HttpResponse], *, right: Right) -> View:
    """Wrap a view: log-in and right first, then one transaction whose rows are those of the user's scope.

    A TemplateResponse is rendered inside the transaction, so that late queries are scoped as well. `Refused`
    rolls everything back and becomes a page with its sentence. `right` is read by the test of all addresses.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return _to_login(request)
        if not user.may(right):
            return _forbidden(request, right)
        request.scope = user.scope  # type: ignore[attr-defined]  # makes it a StaffRequest
        try:
            with acting(scope=user.scope, actor=user.username, why=f"{request.method} {request.path}"):
                return _rendered(view(request, *args, **kwargs))
        except Refused as refusal:
            return _refused(request, refusal)

    return _declared(answer, right)


def open_page(view: Callable[..., HttpResponse]) -> View:
    """Wrap a view that strangers may open: the log-in. It sees no rows, for it has no scope."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return _declared(answer, None)


def _declared(answer: View, right: Right | None) -> View:
    """Let the function carry its right, where the test of all addresses reads it."""
    answer.right = right  # type: ignore[attr-defined]  # functions take attributes, their type does not know
    return answer


def _rendered(response: HttpResponse) -> HttpResponse:
    return response.render() if isinstance(response, TemplateResponse) else response


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the log-in and back; a fragment that htmx asked for sends the whole page there."""
    back = request.get_full_path() if request.method == "GET" else "/"
    response: HttpResponse = redirect_to_login(back)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response


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
