"""Why somebody opens what is masked: asked once, kept for the session so that one click is enough, recorded each time.

个人信息保护法 art. 6: personal data is handled for a clear and reasonable purpose.
"""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

WORD, HELD = "why", "purpose"  # the word of the form; the key in the session
SHORTEST, LONGEST = 2, 100
INVALID = 422


def said(request: HttpRequest) -> str:
    """The purpose that was said just now or before in this session; empty where none was, or another is wanted."""
    if WORD in request.POST:
        told = " ".join(request.POST[WORD].split())[:LONGEST]
        if len(told) >= SHORTEST:
            request.session[HELD] = told
        else:
            request.session.pop(HELD, None)
    return str(request.session.get(HELD, ""))


def ask(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for the purpose; None when it is said. What it sends goes to the address that was asked for."""
    if said(request):
        return None
    words = {
        "action": request.get_full_path(),
        "longest": LONGEST,
        "error": bool(request.POST.get(WORD)),
        "usual": (_("入户核对信息"), _("办理本人申请"), _("月度报送核对"), _("补贴核对"), _("上级检查")),
    }
    return TemplateResponse(
        request, "accounts/purpose.html", words, status=INVALID if words["error"] else 200
    )
