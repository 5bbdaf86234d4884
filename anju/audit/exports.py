"""Every list about people that leaves as a file: asked for its purpose, marked with who took it, and written down."""

import io
import secrets
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anju.audit.actions import record, saw
from anju.audit.models import Act, Operation
from anju.ui import exports
from anju.ui.exports import Value
from anju.ui.marking import marked

WORD = "why"  # the query word that holds the purpose
SHORTEST, LONGEST = 2, 100
ZIP = "application/zip"


@dataclass(frozen=True)
class Take:
    """Who takes which list, and why. `asks` is off for lists that are not about people: they need no purpose."""

    request: HttpRequest
    by: str
    taker: str
    target: str
    title: str
    filename: str
    address: str = ""
    behalf: str = ""
    conditions: Mapping[str, Any] = field(default_factory=dict)
    persons: Sequence[int] = ()
    asks: bool = True
    agreed: dict[str, Any] = field(default_factory=dict)  # the second person's word, once it is spent
    number: str = field(default_factory=lambda: secrets.token_hex(4).upper())

    @property
    def why(self) -> str:
        """The purpose as it was typed."""
        return " ".join(self.request.GET.get(WORD, "").split())[:LONGEST]

    @property
    def mark(self) -> str:
        """The watermark: who, when, what for, and the number under which the chain knows it."""
        at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
        words = {"taker": self.taker, "by": self.by, "at": at, "why": self.why or "—", "number": self.number}
        return _("%(taker)s %(by)s %(at)s 导出；事由：%(why)s；编号 %(number)s") % words


def workbook(
    take: Take, sheet: str, heads: Sequence[str], rows: Iterable[Sequence[Value]], notes: Sequence[str] = ()
) -> HttpResponse:
    """The list as a workbook with its watermark, or the page that asks for the purpose."""
    if asked := ask(take):
        return asked
    lines = list(rows)
    told(take, len(lines), "xlsx")
    return exports.workbook_response(f"{take.filename}.xlsx", sheet, heads, lines, notes, mark=take.mark)


def workbooks(
    take: Take, sheet: str, heads: Sequence[str], rows: Sequence[Sequence[Value]], most: int
) -> HttpResponse:
    """The list as workbooks of at most so many lines each, for a system that takes no more in one: packed as one file."""
    if asked := ask(take):
        return asked
    told(take, len(rows), "zip")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, first in enumerate(range(0, len(rows), most), start=1):
            name = exports.clean_filename(f"{take.filename}-{number}.xlsx")
            part = exports.workbook_response(name, sheet, heads, rows[first : first + most], mark=take.mark)
            archive.writestr(name, part.content)
    return exports.download(packed.getvalue(), filename=f"{take.filename}.zip", content_type=ZIP)


def as_csv(take: Take, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The same as text; the watermark is its last line."""
    if asked := ask(take):
        return asked
    lines = list(rows)
    told(take, len(lines), "csv")
    return exports.csv_response(f"{take.filename}.csv", heads, lines, mark=take.mark)


def made(take: Take, body: bytes, *, rows: int) -> HttpResponse:
    """A workbook that was made before, with its watermark; who asks has asked for the purpose already."""
    told(take, rows, "xlsx")
    return exports.download(marked(body, take.mark), filename=take.filename, content_type=exports.XLSX)


def ask(take: Take) -> HttpResponse | None:
    """The page that asks what the list is for; None when that is said, or need not be."""
    why = take.why
    if not take.asks or len(why) >= SHORTEST:
        return None
    kept = [(key, value) for key, values in take.request.GET.lists() for value in values if key != WORD]
    words = {
        "title": take.title,
        "kept": kept,
        "why": why,
        "longest": LONGEST,
        "error": WORD in take.request.GET,
        "usual": (_("月度报送核对"), _("走访入户"), _("补贴核对"), _("上级检查"), _("办理来信来访")),
    }
    status = 422 if words["error"] else 200
    return TemplateResponse(take.request, "audit/why.html", words, status=status)


def told(take: Take, rows: int, form: str) -> None:
    """Write down that the list leaves: one act in the chain, and one look at its persons."""
    conditions = dict(take.conditions) | take.agreed
    record(
        act=Act.RECORDS_EXPORTED,
        by=take.by,
        target=take.target,
        why=take.why or take.title,
        detail=conditions | {"rows": rows, "form": form, "export": take.number},
    )
    saw(
        by=take.by,
        behalf=take.behalf,
        operation=Operation.EXPORT,
        target=take.target,
        persons=take.persons,
        rows=rows,
        conditions=conditions | {"export": take.number},
        why=take.why,
        address=take.address,
    )
