"""The user manual under 帮助."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from anju.accounts.codes import RoleName
from anju.accounts.pages import StaffRequest
from anju.ui.tables import Address, Cell, Column, Table
from anju.web.queries import manual

LONGEST = 40
OWN: dict[str, str] = {
    RoleName.CLERK: "clerk",
    RoleName.GRID: "clerk",
    RoleName.TOWN: "town",
    RoleName.BUREAU: "bureau",
    RoleName.HEAD: "bureau",
    RoleName.PROVINCE: "province",
    RoleName.ADMINISTRATOR: "administrator",
    RoleName.AUDITOR: "administrator",
}


def first_page(request: StaffRequest) -> HttpResponse:
    """Contents, the reader's own chapter first; with a text, where the manual says it."""
    text = request.GET.get("q", "")[:LONGEST]
    own = OWN.get(request.user.post.role, "")
    chapters = sorted(manual.chapters(), key=lambda one: one.name != own)
    words = {
        "q_manual": text,
        "found": _found(text) if text else None,
        "chapters": [(one, one.name == own) for one in chapters],
        "trail": [(_("总览"), "/"), (_("帮助"), "")],
    }
    return TemplateResponse(request, "web/help.html", words)


def _found(text: str) -> Table:
    columns = (Column("chapter", _("章节")), Column("section", _("小节")), Column("around", _("内容")))
    rows = [
        (
            Cell(one.title),
            Cell(one.section, href=f"{reverse('help_chapter', args=[one.chapter])}#{one.anchor}"),
            Cell(f"…{one.around}…"),
        )
        for one in manual.find(text)
    ]
    return Table(columns, rows, Address(""), empty=_("手册里没有这个词。请换一个说法。"))


def chapter(request: StaffRequest, name: str) -> HttpResponse:
    """One chapter."""
    held = manual.chapter(name)
    if held is None:
        raise Http404
    words = {
        "title": held.title,
        "body": mark_safe(held.body),  # noqa: S308 - Sphinx wrote it from our own Markdown
        "contents": mark_safe(held.contents),  # noqa: S308 - as above
        "trail": [(_("总览"), "/"), (_("帮助"), reverse("help")), (held.title, "")],
    }
    return TemplateResponse(request, "web/help_chapter.html", words)


def picture(request: StaffRequest, name: str) -> HttpResponse:
    """A picture of the manual; it shows the invented county only."""
    path = manual.picture(name)
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
