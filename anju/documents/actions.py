"""The only writer of documents: a composed letter becomes files, rows and citations at once."""

import shutil
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from anju.audit.actions import record
from anju.audit.models import Act
from anju.documents import evidence
from anju.documents.codes import FileKind
from anju.documents.figures import Figure, Records
from anju.documents.letter import Letter as Model
from anju.documents.models import Citation, Letter, LetterFile
from anju.documents.queries import PREVIEW_NAME
from anju.documents.render import docx, office, typst
from anju.indicators.models import Close
from anju.kernel.digest import sm3_hex
from anju.kernel.findings import Finding, Severity
from anju.kernel.refused import Refused
from anju.regions.models import Place

Tell = Callable[[int, int, str], None]
"""Told how far the work is: steps done, steps in all, words."""

NAMES = {
    FileKind.WORD: "letter.docx",
    FileKind.PDF: "letter.pdf",
    FileKind.OFFICE_PDF: "letter-office.pdf",
    FileKind.EVIDENCE: "evidence.xlsx",
}


def silent(done: int, total: int, words: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Proof:
    """What stands behind a letter: its close, the place it speaks of, the figures cited and the way to their records."""

    close: Close
    place: Place
    figures: Sequence[Figure]
    records: evidence.Load


@transaction.atomic
def make(
    model: Model, *, proof: Proof, matter: str, by: str, findings: Sequence[Finding] = (), tell: Tell = silent
) -> Letter:
    """Render the letter into a folder of its own and write it down with its citations. Returns the new row.

    Where LibreOffice is missing or fails, its PDF is left out and a finding says so. Nothing stays on failure.
    """
    folder = f"letters/{uuid.uuid4().hex}"
    home = Path(settings.ANJU_FILES) / folder
    home.mkdir(parents=True)
    with ExitStack() as failure:
        failure.callback(shutil.rmtree, home, ignore_errors=True)
        pages, said = _files(model, proof, home, tell)
        letter = _letter(model, proof, matter, by, folder, [*findings, *said])
        _rows(letter, model, proof, home, pages)
        record(
            act=Act.LETTER_MADE, by=by, target=f"letter:{letter.pk}", why=model.number, detail=_detail(letter)
        )
        failure.pop_all()
    return letter


def _files(model: Model, proof: Proof, home: Path, tell: Tell) -> tuple[int, list[Finding]]:
    """Write every file of a letter; the number of pages, and what could not be made."""
    total = 3 + len(proof.figures)
    tell(0, total, "排版")
    word = docx.render(model)
    (home / NAMES[FileKind.WORD]).write_bytes(word)
    (home / NAMES[FileKind.PDF]).write_bytes(typst.render(model))
    pictures = typst.pages(model)
    for number, picture in enumerate(pictures, 1):
        (home / PREVIEW_NAME.format(number)).write_bytes(picture)
    tell(1, total, "转换 PDF")
    said = _office(word, home)
    _evidence(model, proof, home / NAMES[FileKind.EVIDENCE], tell)
    tell(total, total, "完成")
    return len(pictures), said


def _evidence(model: Model, proof: Proof, path: Path, tell: Tell) -> None:
    """The evidence workbook, telling each figure whose records are written."""
    order = {figure.code: step for step, figure in enumerate(proof.figures, 2)}

    def records(figure: Figure) -> Records:
        tell(order[figure.code], 3 + len(order), f"写出明细：{figure.name_zh}")
        return proof.records(figure)

    evidence.write(path, proof.figures, records, demo=model.demo)


def _office(word: bytes, home: Path) -> list[Finding]:
    """LibreOffice's PDF of the .docx, or a finding that says why there is none."""
    try:
        made = office.render(word, font_folder=typst.FONT_FOLDER)
    except Refused as refusal:
        remedy = "其他文件已经生成，不影响使用。"
        return [
            Finding("office_pdf_missing", str(refusal), remedy, Severity.WARNING, NAMES[FileKind.OFFICE_PDF])
        ]
    (home / NAMES[FileKind.OFFICE_PDF]).write_bytes(made)
    return []


def _letter(model: Model, proof: Proof, matter: str, by: str, folder: str, findings: list[Finding]) -> Letter:
    return Letter.objects.create(
        number=model.number,
        title=model.title_text,
        matter=matter,
        place=proof.place,
        close=proof.close,
        as_of=max((cited.as_of for _, cited in model.citations()), default=model.signed_on),
        signed_on=model.signed_on,
        made_by=by,
        folder=folder,
        demo=model.demo,
        findings=[asdict(finding) for finding in findings],
    )


def _rows(letter: Letter, model: Model, proof: Proof, home: Path, pages: int) -> None:
    """Rows of the files that were made, and of every citation in reading order."""
    for kind, name in NAMES.items():
        path = home / name
        if path.exists():
            data = path.read_bytes()
            of_pdf = pages if kind is FileKind.PDF else None
            LetterFile.objects.create(
                letter=letter, kind=kind, name=name, sm3=sm3_hex(data), size=len(data), pages=of_pdf
            )
    Citation.objects.bulk_create(
        Citation(
            letter=letter,
            position=position,
            paragraph=paragraph,
            code=cited.code,
            definition=cited.definition,
            value=cited.value,
            unit=cited.unit,
            as_of=cited.as_of,
            close=proof.close,
            shown=cited.text,
        )
        for position, (paragraph, cited) in enumerate(model.citations(), 1)
    )


def _detail(letter: Letter) -> dict[str, object]:
    """What the chain of acts keeps of a letter: its files by digest."""
    files = letter.files.values_list("name", "sm3")
    return {
        "number": letter.number,
        "matter": letter.matter,
        "close": str(letter.close),
        "files": dict(files),
    }
