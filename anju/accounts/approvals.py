"""Lists that only leave with a second person's word: the one line that an export needs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import use_approval
from anju.accounts.codes import ApprovalKind
from anju.accounts.pages import StaffRequest
from anju.kernel.refused import Refused
from anju.policy import book

CONFLICT = 409


def rows_that_need_two(on: Any) -> int:
    """From how many rows an export needs a second person (dated policy)."""
    return int(book.value("accounts/access", "bulk_export_rows", on))


def hold(request: StaffRequest, *, subject: str, rows: int) -> HttpResponse | None:
    """None when the list may leave: it is short, or a second person agreed to just this. Else the page that asks for it.

    What "just this" is: the list, its filters and its purpose, as the address says them.
    """
    now = timezone.now()
    if rows < rows_that_need_two(timezone.localdate(now)):
        return None
    payload = {"subject": subject, "asked": request.GET.dict()}
    try:
        use_approval(kind=ApprovalKind.BULK_EXPORT, subject=subject, payload=payload, by=request.user, at=now)
    except Refused as refusal:
        return _page(request, subject, rows, payload, str(refusal))
    return None


def _page(
    request: HttpRequest, subject: str, rows: int, payload: dict[str, Any], sentence: str
) -> HttpResponse:
    request.session["approval"] = {
        "kind": ApprovalKind.BULK_EXPORT.value, "subject": subject, "payload": payload, "url": request.get_full_path(),
        "summary": _("导出 %(rows)s 行：%(subject)s") % {"rows": rows, "subject": subject},
    }  # fmt: skip
    words = {"sentence": sentence, "rows": rows, "back": request.path}
    return TemplateResponse(request, "accounts/approval_needed.html", words, status=CONFLICT)
