"""Friendly pages for what is not there, not allowed, or broken. They say what to do and show no data."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

NOT_FOUND, FORBIDDEN = 404, 403


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or a record outside the viewer's scope: both look the same on purpose."""
    words = {
        "heading": _("没有找到"),
        "tone": "info",
        "sentence": _("没有这一页，或者这条记录不在您的管辖范围内。"),
        "remedy": _("请检查网址，或从搜索重新进入；需要查看其他地方的记录时，请联系当地经办人。"),
    }
    return TemplateResponse(request, "ui/refused.html", words, status=NOT_FOUND).render()


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 of Django's own checks."""
    words = {
        "heading": _("没有权限"),
        "tone": "warn",
        "sentence": _("这一步不允许。"),
        "remedy": _("请返回重试。"),
    }
    return TemplateResponse(request, "ui/refused.html", words, status=FORBIDDEN).render()


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session: nothing was sent, sending again helps."""
    words = {
        "heading": _("页面已过期"),
        "tone": "warn",
        "sentence": _("页面打开太久或重新登录过，为安全起见没有提交。"),
        "remedy": _("请返回上一页，刷新后再提交一次；已填的内容还在。"),
        "back": request.path,
    }
    return TemplateResponse(request, "ui/refused.html", words, status=FORBIDDEN).render()
