"""How much a request may send, asked before a byte of it is read.

Django reads a form as a whole, files too, to find the token in it, before any page has asked who sends it. So this
stands before that: strangers send little, and much only who may use a page that takes much.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from anju.accounts.hats import HAT
from anju.accounts.models import User

MB = 1024 * 1024
OPEN = 64 * 1024  # a log-in
FORM = 12 * MB  # a form with one piece of evidence (10 MB)
LENGTH_REQUIRED, TOO_LARGE, BAD_REQUEST = 411, 413, 400

View = Callable[..., HttpResponse]


class Bodies:
    """Middleware that refuses what is too long, by the length that the request declares; one without a length has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before the page, and before the token of the form is looked for."""
        declared = request.META.get("CONTENT_LENGTH") or ""
        if not declared and request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refused(request, view, LENGTH_REQUIRED, _("请求没有说明长度。"))
        if declared and not (declared.isascii() and declared.isdigit()):
            return _refused(request, view, BAD_REQUEST, _("请求没有说明长度。"))
        if int(declared or 0) > most(request, view):
            return _refused(request, view, TOO_LARGE, _("提交的内容超过上限。请分批提交，或压缩后再上传。"))
        return None


def most(request: HttpRequest, view: View) -> int:
    """How many bytes this sender may send to this page. Where a token opens the view, it reads nothing before that."""
    largest: int = getattr(view, "largest", OPEN)
    if hasattr(view, "by_token"):
        return largest
    user = request.user
    if not isinstance(user, User):
        return OPEN
    right = getattr(view, "right", None)
    trusted = right is not None and (user.may(right) or HAT in request.session)
    return largest if trusted else min(largest, FORM)


def _refused(request: HttpRequest, view: View, status: int, sentence: str) -> HttpResponse:
    words = {
        "heading": _("没有办成"),
        "tone": "warn",
        "sentence": sentence,
        "remedy": _("没有任何数据被改动。"),
    }
    if hasattr(view, "by_token"):
        told = {
            "type": "about:blank", "title": words["heading"], "status": status, "detail": sentence,
            "remedy": words["remedy"],
        }  # fmt: skip
        return JsonResponse(told, status=status, content_type="application/problem+json",
                            json_dumps_params={"ensure_ascii": False})  # fmt: skip
    return TemplateResponse(request, "ui/refused.html", words, status=status).render()
