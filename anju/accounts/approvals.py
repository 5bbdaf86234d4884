"""Lists that only leave with a second person's word: the one line that an export needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import use_approval
from anju.accounts.codes import ApprovalKind
from anju.accounts.pages import StaffRequest
from anju.audit.exports import Take, ask, workbook
from anju.kernel.refused import Refused
from anju.policy import book
from anju.ui.exports import Value

CONFLICT = 409


def rows_that_need_two(on: Any) -> int:
    """From how many rows an export needs a second person (dated policy)."""
    return int(book.value("accounts/access", "bulk_export_rows", on))


def hold(request: StaffRequest, taken: Take, rows: int, *, least: int | None = None) -> HttpResponse | None:
    """None when the list may leave: it is short, or a second person agreed to just this. Else the page that asks for it.

    What "just this" is: the list, its filters and its purpose, as the address says them. `least` is from how many rows on
    two are needed where that is not the usual number.
    """
    now = timezone.now()
    if rows < (rows_that_need_two(timezone.localdate(now)) if least is None else least):
        return None
    subject = taken.target[:100]
    payload = {"subject": subject, "path": request.path, "asked": request.GET.dict()}
    try:
        use_approval(kind=ApprovalKind.BULK_EXPORT, subject=subject, payload=payload, by=request.user, at=now)
    except Refused as refusal:
        return _page(request, taken, rows, payload, str(refusal))
    return None


def leave(
    request: StaffRequest, taken: Take, sheet: str, heads: Sequence[str], rows: Iterable[Sequence[Value]],
    notes: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """A list about people as a workbook: its purpose is asked for, and from a size on a second person agrees first."""
    if asked := ask(taken):
        return asked
    lines = list(rows)
    held = hold(request, taken, len(lines))
    return held or workbook(taken, sheet, heads, lines, notes)


def _page(
    request: StaffRequest, taken: Take, rows: int, payload: dict[str, Any], sentence: str
) -> HttpResponse:
    summary = _("%(title)s，%(rows)s 行") % {"title": taken.title, "rows": rows}
    request.session["approval"] = {
        "kind": ApprovalKind.BULK_EXPORT.value, "subject": payload["subject"], "payload": payload,
        "url": request.get_full_path(), "summary": summary,
    }  # fmt: skip
    words = {"sentence": sentence, "rows": rows, "back": request.path}
    return TemplateResponse(request, "accounts/approval_needed.html", words, status=CONFLICT)
