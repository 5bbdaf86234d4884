"""Lists that only leave with a second person's word: the one line that an export needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.accounts.actions import count, use_approval
from anju.accounts.codes import ApprovalKind, CountKind
from anju.accounts.pages import StaffRequest
from anju.accounts.wishes import SecondWanted, Wish, needed
from anju.audit.exports import Take, ask, made, workbook
from anju.kernel.refused import Refused
from anju.policy import book
from anju.ui.exports import Value


def rows_that_need_two(on: Any) -> int:
    """From how many rows an export needs a second person (dated policy)."""
    return int(book.value("accounts/access", "bulk_export_rows", on))


def rows_of_a_day(on: Any) -> int:
    """How many rows somebody may take in small lists on one day before a second person is asked (dated policy)."""
    return int(book.value("accounts/access", "export_rows_a_day", on))


def hold(request: StaffRequest, taken: Take, rows: int, *, least: int | None = None) -> HttpResponse | None:
    """None when the list may leave: it is short, as are all of the day together, or a second person agreed to just this.

    Else the page that asks for it. What "just this" is: the list, its filters and its purpose, as the address says
    them, and the place whose rows they choose from. `least` is from how many rows on two are needed where that is not the
    usual number.
    """
    now = timezone.now()
    on = timezone.localdate(now)
    user, subject = request.user, taken.target[:100]
    small = rows < (rows_that_need_two(on) if least is None else least)
    if small and count(user=user, kind=CountKind.EXPORTED, rows=rows, on=on, most=rows_of_a_day(on)):
        return None
    payload = {
        "subject": subject,
        "path": request.path,
        "asked": request.GET.dict(),
        "place": user.post.place_id,
    }
    try:
        used = use_approval(kind=ApprovalKind.BULK_EXPORT, subject=subject, payload=payload, by=user, at=now)
    except Refused as refusal:
        summary = _("导出：%(title)s，%(rows)s 行") % {"title": taken.title, "rows": rows}
        wish = Wish(ApprovalKind.BULK_EXPORT, subject, summary, request.get_full_path(), payload)
        return needed(request, SecondWanted(str(refusal), wish))
    taken.agreed["approval"] = used.pk
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


def leave_made(request: StaffRequest, taken: Take, body: bytes, *, rows: int) -> HttpResponse:
    """The same for a workbook that was made before: it leaves for a purpose, marked, counted, and by two from a size on."""
    return ask(taken) or hold(request, taken, rows) or made(taken, body, rows=rows)
