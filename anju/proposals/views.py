"""Pages of proposals: the list, a proposal, its reply as a letter with preview, files and figures cited."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anju.accounts.approvals import leave_made
from anju.accounts.codes import Right
from anju.accounts.looks import take
from anju.accounts.pages import StaffRequest
from anju.documents import queries as letters
from anju.documents.codes import FileKind
from anju.documents.models import Citation, Letter, LetterFile
from anju.indicators import queries as indicators
from anju.jobs.models import Job, JobState
from anju.kernel.month import Month
from anju.proposals import queries, work
from anju.proposals.forms import ReplyForm
from anju.proposals.models import Proposal
from anju.ui.exports import download
from anju.ui.marking import rows_in
from anju.ui.parts import Fact, Progress
from anju.ui.tables import Address, Cell, Column, Table, rows_in_order
from anju.ui.templatetags.ui import day, moment

PUBLIC_KINDS = (FileKind.WORD, FileKind.PDF, FileKind.OFFICE_PDF)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {FileKind.WORD: DOCX, FileKind.PDF: "application/pdf", FileKind.OFFICE_PDF: "application/pdf"}
PROPOSAL_COLUMNS = (
    Column("matter", gettext_lazy("提案"), sortable=True),
    Column("title", gettext_lazy("案由")),
    Column("proposers", gettext_lazy("提案者")),
    Column("assigned_on", gettext_lazy("交办日期"), sortable=True),
    Column("reply", gettext_lazy("复函")),
)
LETTER_COLUMNS = (
    Column("number", gettext_lazy("发文字号"), sortable=True),
    Column("title", gettext_lazy("标题")),
    Column("as_of", gettext_lazy("数据截止日"), sortable=True),
    Column("signed_on", gettext_lazy("成文日期"), sortable=True),
    Column("made", gettext_lazy("生成"), sortable=True),
)
SORTS_OF_PROPOSALS = {"matter": attrgetter("matter"), "assigned_on": attrgetter("assigned_on")}
SORTS_OF_LETTERS = {
    "number": attrgetter("number"),
    "as_of": attrgetter("as_of"),
    "signed_on": attrgetter("signed_on"),
    "made": attrgetter("made_at"),
}
CITATION_COLUMNS = (
    Column("shown", gettext_lazy("文中写法"), numeric=True),
    Column("name", gettext_lazy("指标")),
    Column("paragraph", gettext_lazy("段落"), numeric=True),
    Column("as_of", gettext_lazy("数据截止日")),
    Column("close", gettext_lazy("结账")),
    Column("definition", gettext_lazy("定义版本")),
)


def letter_list(request: StaffRequest) -> HttpResponse:
    """Proposals with their latest reply, and every letter made."""
    made, address = list(letters.letters()), Address.of(request)
    newest = {letter.matter: letter for letter in reversed(made)}
    word = address.get("sort")
    proposals = rows_in_order(list(queries.proposals()), word, SORTS_OF_PROPOSALS)
    sorted_letters = rows_in_order(made, word, SORTS_OF_LETTERS)
    words = {
        "proposals": Table(
            columns=PROPOSAL_COLUMNS,
            rows=[_proposal_cells(asked, newest.get(asked.matter)) for asked in proposals],
            address=address,
            size=max(1, len(proposals)),
            caption=_("提案"),
            empty=_("还没有提案。请先导入提案台账。"),
        ),
        "letters": Table(
            columns=LETTER_COLUMNS,
            rows=[_letter_cells(letter) for letter in sorted_letters],
            address=address,
            size=max(1, len(made)),
            caption=_("已生成的公文"),
            empty=_("还没有公文。打开一件提案即可生成复函。"),
        ),
        "trail": [(_("总览"), "/"), (_("文书与报表"), "")],
    }
    return TemplateResponse(request, "proposals/letters.html", words)


def _proposal_cells(asked: Proposal, letter: Letter | None) -> list[Cell]:
    answered = (
        Cell(letter.number, reverse("letter", args=[letter.pk])) if letter else Cell(_("未生成"), tone="warn")
    )
    return [
        Cell(asked.matter, reverse("proposal", args=[asked.pk])),
        Cell(asked.title),
        Cell(asked.proposers),
        Cell(day(asked.assigned_on)),
        answered,
    ]


def _letter_cells(letter: Letter) -> list[Cell]:
    return [
        Cell(letter.number, reverse("letter", args=[letter.pk])),
        Cell(letter.title),
        Cell(day(letter.as_of)),
        Cell(day(letter.signed_on)),
        Cell(f"{moment(letter.made_at)} {letter.made_by}"),
    ]


def proposal_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A proposal with its suggestions, the letters made for it, and the form that makes another."""
    asked = _proposal(pk)
    return TemplateResponse(request, "proposals/proposal.html", _proposal_words(request, asked, _form(asked)))


def _proposal(pk: int) -> Proposal:
    asked = queries.proposals().filter(pk=pk).first()
    if asked is None:
        raise Http404
    return asked


def _form(asked: Proposal, data: Any = None) -> ReplyForm:
    closes, initial = list(indicators.closes()), queries.usual_occasion(asked)
    return ReplyForm(data, closes=closes, initial=initial)


def _proposal_words(request: StaffRequest, asked: Proposal, form: ReplyForm) -> dict[str, Any]:
    facts = [
        Fact(_("提案者"), asked.proposers),
        Fact(_("种类"), asked.get_kind_display()),
        Fact(_("类别"), asked.category or "—"),
        Fact(_("交办日期"), day(asked.assigned_on)),
        Fact(_("主办单位"), asked.host),
    ]
    made = Table(
        columns=LETTER_COLUMNS,
        rows=[_letter_cells(letter) for letter in letters.letters(asked.matter)],
        address=Address.of(request),
        caption=_("已生成的复函"),
        empty=_("还没有复函。"),
    )
    return {
        "proposal": asked,
        "facts": facts,
        "letters": made,
        "form": form,
        "may_make": request.user.may(Right.MAKE_LETTERS),
        "trail": [(_("总览"), "/"), (_("文书与报表"), reverse("letters")), (asked.matter, "")],
    }


@require_POST
def make_reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a reply; the work is done in the background, for it writes every record of its proof."""
    asked = _proposal(pk)
    form = _form(asked, request.POST)
    if not form.is_valid():
        words = _proposal_words(request, asked, form)
        return TemplateResponse(request, "proposals/proposal.html", words, status=422)
    said = form.cleaned_data
    job = work.ask_reply(
        asked,
        month=Month.parse(said["month"]),
        on=said["on"],
        by=request.user.username,
        place=request.user.post.place_id,
    )
    return HttpResponseRedirect(reverse("reply_job", args=[job.pk]))


def reply_job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a reply is: a page, or for htmx the card alone; the finished letter opens by itself."""
    job = Job.objects.filter(pk=pk, kind=work.REPLY, place__in=request.scope.codes).first()
    if job is None:
        raise Http404
    fragment = bool(request.headers.get("HX-Request"))
    if job.state == JobState.DONE:
        target = reverse("letter", args=[job.result["letter"]])
        return HttpResponse(headers={"HX-Redirect": target}) if fragment else HttpResponseRedirect(target)
    words = {
        "job": Progress(
            job.title, job.done, job.total, reverse("reply_job", args=[pk]), job.message, finished=job.ended
        ),
        "error": job.error,
        "trail": [(_("总览"), "/"), (_("文书与报表"), reverse("letters")), (job.title, "")],
    }
    template = "proposals/job_card.html" if fragment else "proposals/job.html"
    return TemplateResponse(request, template, words)


def letter_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A letter: its pages as pictures, its files, and every figure it cites with the way to its proof."""
    letter = letters.letter(pk)
    files = list(letter.files.all())
    citations = list(letters.citations_of(letter))
    pages = next((file.pages for file in files if file.kind == FileKind.PDF), 0) or 0
    words = {
        "letter": letter,
        "facts": _letter_facts(letter, len(citations)),
        "files": [_offered(file) for file in files if file.kind in PUBLIC_KINDS],
        "evidence": request.user.may(Right.MAKE_LETTERS) and reverse("letter_evidence", args=[pk]),
        "pages": [(number, reverse("letter_preview", args=[pk, number])) for number in range(1, pages + 1)],
        "findings": letter.findings,
        "citations": _citation_table(request, citations),
        "trail": [(_("总览"), "/"), (_("文书与报表"), reverse("letters")), (letter.number, "")],
    }
    return TemplateResponse(request, "proposals/letter.html", words)


def _letter_facts(letter: Letter, cited: int) -> list[Fact]:
    return [
        Fact(_("发文字号"), letter.number),
        Fact(_("所复事项"), letter.matter),
        Fact(_("成文日期"), day(letter.signed_on)),
        Fact(_("数据截止日"), day(letter.as_of), hint=str(letter.close)),
        Fact(_("引用数字"), str(cited)),
        Fact(_("生成"), f"{moment(letter.made_at)} {letter.made_by}"),
    ]


def _offered(file: LetterFile) -> tuple[str, str, LetterFile]:
    """Label, address and row of a file for download."""
    return FileKind(file.kind).label, reverse("letter_file", args=[file.letter_id, file.kind]), file


def _citation_table(request: StaffRequest, citations: Sequence[Citation]) -> Table:
    names = {item.code: item.name_zh for item in indicators.catalogue()}
    rows = [
        [
            Cell(f"{cited.shown}{cited.unit}", _proof(cited)),
            Cell(names.get(cited.code, cited.code), _proof(cited)),
            Cell(str(cited.paragraph)),
            Cell(day(cited.as_of)),
            Cell(str(cited.close)),
            Cell(cited.definition),
        ]
        for cited in citations
    ]
    return Table(columns=CITATION_COLUMNS, rows=rows, address=Address.of(request), caption=_("引用的数字"))


def _proof(cited: Citation) -> str:
    return f"{reverse('figure', args=[cited.code])}?as_of={cited.as_of.isoformat()}"


def letter_file(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """A file of a letter as it was made; the evidence has its own address and right."""
    if kind not in {public.value for public in PUBLIC_KINDS}:
        raise Http404
    return _download(letters.letter(pk), FileKind(kind), CONTENT_TYPES[FileKind(kind)])


def evidence(request: StaffRequest, pk: int) -> HttpResponse:
    """The evidence workbook, for a purpose, marked with who takes it: it lists records."""
    letter = letters.letter(pk)
    file, path = letters.file_of(letter, FileKind.EVIDENCE)
    filename = f"{letter.number}-{file.name}"
    taken, body = (
        take(request, target=f"letter:{pk}", title=_("下载数据依据"), filename=filename),
        path.read_bytes(),
    )
    return leave_made(request, taken, body, rows=rows_in(body))


def _download(letter: Letter, kind: FileKind, content_type: str) -> HttpResponse:
    file, path = letters.file_of(letter, kind)
    return download(path.read_bytes(), filename=f"{letter.number}-{file.name}", content_type=content_type)


def preview(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """The picture of a page."""
    return HttpResponse(letters.preview(letters.letter(pk), number).read_bytes(), content_type="image/png")
